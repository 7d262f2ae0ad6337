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
}
