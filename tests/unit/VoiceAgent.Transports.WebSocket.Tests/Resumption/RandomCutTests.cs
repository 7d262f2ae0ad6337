using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>
/// A conversation whose connection breaks again and again, at random moments: nothing that was said is lost, nothing is said twice, in
/// either direction.
/// </summary>
public class RandomCutTests(ITestOutputHelper output)
{
    private const int Seeds = 200;
    private static readonly string[] Answers =
    [
        "There are three rooms free tomorrow. Which one would you like to have for your meeting?",
        "The blue room is booked for you, from ten to twelve. Is there anything else?",
        "Then I wish you a pleasant day, and good luck with your meeting tomorrow.",
    ];

    [Fact]
    public void Nothing_is_lost_and_nothing_is_said_twice()
    {
        var (returns, unnoticed) = (0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var talk = new CutTalk(seed, Answers);
            talk.Run(Converse);

            returns += talk.Caller.Returns;
            unnoticed += talk.Unnoticed;
            AssertMicrophone(talk);
            AssertLoudspeaker(talk);
            AssertMessages(talk);
        }

        output.WriteLine($"{Seeds} conversations, {returns} returns, {unnoticed} of breaks the server had not noticed");
        Assert.True(returns > 2 * Seeds);
    }

    private static async Task Converse(CutTalk talk)
    {
        await talk.PauseAsync(500, 1500);
        await talk.SpeakAsync("a room please");
        await talk.QuietAsync(turns: 1);
        await talk.PauseAsync(0, 800);
        await talk.Caller.Client.SendTextAsync("the blue one");
        await talk.QuietAsync(turns: 2);
        await talk.PauseAsync(0, 800);
        await talk.SpeakAsync("no thanks");
        await talk.StopBreakingAsync();
        await talk.QuietAsync(turns: 3);
    }

    /// <summary>The agent hears every sample of the microphone once, in order.</summary>
    private static void AssertMicrophone(CutTalk talk)
    {
        var heard = talk.Heard;
        Assert.True(heard.Count >= talk.LastWord, $"seed {talk.Seed}: {heard.Count} of {talk.LastWord} samples heard");
        for (var i = 0; i < heard.Count; i++)
        {
            Assert.True(
                heard[i] == talk.Caller.Said[i],
                $"seed {talk.Seed}: sample {i} of the microphone is not what was said"
            );
        }
    }

    /// <summary>The user hears every sample of the voice once, in order.</summary>
    private static void AssertLoudspeaker(CutTalk talk)
    {
        var heard = talk.Caller.Listener.Heard;
        Assert.True(
            heard.Count == talk.Voice.Made,
            $"seed {talk.Seed}: {heard.Count} of {talk.Voice.Made} samples played"
        );
        for (var i = 0; i < heard.Count; i++)
        {
            Assert.True(
                heard[i] == CountingVoice.Sample(i),
                $"seed {talk.Seed}: sample {i} of the voice is out of place"
            );
        }
    }

    /// <summary>Every turn and every answer is told once, and the model knows the same.</summary>
    private static void AssertMessages(CutTalk talk)
    {
        var told = talk.Caller.Told;
        Assert.All(told.OfType<ServerResumed>(), resumed => Assert.True(resumed.IsComplete));
        Assert.Equal(
            ["a room please", "the blue one", "no thanks"],
            told.OfType<ServerTurn>().Select(turn => turn.Text)
        );
        Assert.Equal(
            string.Concat(Answers),
            string.Concat(told.OfType<ServerResponse>().Select(response => response.Text))
        );
        Assert.Equal(
            Answers,
            told.OfType<ServerHeard>().Where(heard => heard.IsFinal).Select(heard => heard.Text.Trim())
        );
        Assert.DoesNotContain(told.OfType<ServerHeard>(), heard => heard.Interrupted);
        Assert.Empty(told.OfType<ServerError>());
        var numbers = told.Select(message => message.Sequence).Where(number => number > 0).ToArray();
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Single(talk.Sessions.Sessions);
    }
}
