namespace VoiceAgent.Turns;

public sealed class UserTurnOptionsTests
{
    private static readonly UserTurnOptionsValidator Validator = new();

    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validator.Validate(null, new UserTurnOptions()).Succeeded);

    [Fact]
    public void Each_range_is_checked()
    {
        Action<UserTurnOptions>[] mistakes =
        [
            options => options.MinInterruptionWords = -1,
            options => options.MinInterruptionWords = 21,
            options => options.SpeechTimeout = TimeSpan.FromSeconds(11),
            options => options.FinishedTimeout = TimeSpan.FromSeconds(-1),
            options => options.UnfinishedTimeout = TimeSpan.FromSeconds(31),
            options => options.FinalTimeout = TimeSpan.Zero,
            options => options.MaxTurn = TimeSpan.Zero,
            options => options.FalseInterruptionTimeout = TimeSpan.FromSeconds(31),
            options => options.TurnModelThreshold = 0,
            options => options.TurnModelDeadline = TimeSpan.Zero,
            options => options.WakeTime = TimeSpan.Zero,
            options => options.Starts = TurnStarts.None,
            options => options.Starts = (TurnStarts)8,
            options => options.Mute = (MuteTimes)16,
            options => options.Interruption = (InterruptionMode)3,
            options => options.Onset = (InterruptionOnset)3,
            options => options.WakePhrases = ["hey", "..."],
            options => options.InterruptingPhrases = [""],
            options => options.Backchannels = ["-"],
        ];
        Assert.All(
            mistakes,
            mistake =>
            {
                var options = new UserTurnOptions();
                mistake(options);
                Assert.True(Validator.Validate(null, options).Failed);
            }
        );
    }

    [Fact]
    public void A_mistake_is_told_with_its_fix()
    {
        var result = Validator.Validate(null, new UserTurnOptions { WakePhrases = ["!"], Starts = TurnStarts.None });
        Assert.Equal(
            [
                "Property Starts: choose at least one of Voice, Words, Provider.",
                "Property WakePhrases: '!' holds no word; remove it.",
            ],
            result.Failures
        );
    }
}
