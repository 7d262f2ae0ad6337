using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.Demo;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

public sealed class AgentFileFuzzTests
{
    private const string Alphabet = "()[]{}<>|+:=.#\\\t\n  abz'0159-_ä€";

    [Fact]
    public void A_mutated_file_loads_or_is_refused_with_its_code()
    {
        var random = new Random(20260304);
        var demo = DemoFiles.Read(DemoFiles.Agent);
        var tools = new ScriptedAgentTools();
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            try
            {
                _ = ScriptedAgent.Parse(Mutate(demo, random), "fuzz.agent", tools).Grammar;
            }
            catch (VoiceAgentException failure)
            {
                Assert.Equal(ErrorCodes.InvalidAgent, failure.Code);
                Assert.StartsWith("fuzz.agent", failure.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 50, 399);
    }

    private static string Mutate(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(Math.Min(30, text.Length - at));
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(random.Next(text.Length - 40), 40)),
                2 => text.Insert(at, Alphabet[random.Next(Alphabet.Length)].ToString()),
                _ => text[..at] + Alphabet[random.Next(Alphabet.Length)] + text[Math.Min(text.Length, at + 1)..],
            };
        }

        return text;
    }
}
