using Microsoft.Extensions.AI;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>The user interrupts an answer while the connection breaks: the model knows what was heard of it, and nothing stale is heard.</summary>
public class CutInterruptionTests(ITestOutputHelper output)
{
    private const int Seeds = 100;
    private const string Long =
        "There are three rooms free tomorrow, a blue one, a green one and a red one, and all of them have a large table and chairs for ten.";

    private const string Short = "As you like.";

    [Fact]
    public void The_model_knows_what_was_heard_of_an_interrupted_answer()
    {
        var exact = 0;
        var interrupted = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var talk = new CutTalk(seed, [Long, Short]);
            talk.Run(Converse);

            var messages = talk.Sessions.Sessions.Single().Context.ToMessages();
            var told = messages.First(message => message.Role == ChatRole.Assistant).Text;
            told = told == Short ? "" : told; // Interrupted before a word of it.
            var heard = AssertNothingStale(talk);
            interrupted += heard < LengthOf(Long) ? 1 : 0;
            var off = Math.Abs(Words(told) - WordsIn(heard));
            exact += off == 0 ? 1 : 0;
            Assert.True(off <= 1, $"seed {seed}: {WordsIn(heard)} words were heard, the model knows {Words(told)}");
        }

        output.WriteLine($"{Seeds} conversations, {interrupted} answers interrupted, {exact} known to the word");
        Assert.True(interrupted > Seeds / 2);
    }

    private static async Task Converse(CutTalk talk)
    {
        await talk.Caller.Client.SendTextAsync("which rooms");
        await talk.PauseAsync(800, 4500);
        await talk.SpeakAsync("never mind");
        await talk.QuietAsync(Short);
    }

    /// <summary>What is heard is a beginning of the first answer and all of the second, sample by sample.</summary>
    /// <returns>Samples heard of the first answer.</returns>
    private static int AssertNothingStale(CutTalk talk)
    {
        var samples = talk.Caller.Listener.Heard;
        var first = 0;
        while (first < samples.Count && samples[first] == CountingVoice.Sample(first))
        {
            first++;
        }

        var second = samples.Count - first;
        for (var i = 0; i < second; i++)
        {
            var made = talk.Voice.Made - second + i;
            Assert.True(
                samples[first + i] == CountingVoice.Sample(made),
                $"seed {talk.Seed}: sample {first + i} is stale"
            );
        }

        return Math.Min(first, LengthOf(Long));
    }

    private static int LengthOf(string text) => (int)(text.Length * CutTalk.PerCharacter.TotalSeconds * 24_000);

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A word counts when half of it was heard.</summary>
    private static int WordsIn(int samples)
    {
        var characters = samples / (CutTalk.PerCharacter.TotalSeconds * 24_000);
        var (words, start) = (0, 0);
        foreach (var word in Long.Split(' '))
        {
            words += start + (word.Length / 2.0) <= characters ? 1 : 0;
            start += word.Length + 1;
        }

        return words;
    }
}
