using System.Runtime.CompilerServices;
using System.Text;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>
/// Whole conversations as text. A script holds what the user does; the rest is written by the agent and compared. Run with
/// VOICEAGENT_ACCEPT=1 to write the files anew.
/// <code>
/// user: text            a user turn
/// user rejected:        speech the recogniser refused
/// user heard: text      the user interrupted and heard only this much of the last reply
/// tool fails:           the calls of the next turn fail
/// call: name(...)       expected call
/// agent: text           expected reply
/// </code>
/// </summary>
public sealed class DialogueScriptTests
{
    public static TheoryData<string> Scripts() =>
        [
            .. Directory
                .EnumerateFiles(Folder(), "*.txt")
                .Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_conversation_goes_as_written(string script)
    {
        var path = Path.Combine(Folder(), script);
        var expected = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        var actual = await PlayAsync(expected);

        if (Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") is "1")
        {
            await File.WriteAllTextAsync(path, actual, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    private static async Task<string> PlayAsync(string script)
    {
        var conversation = new Conversation(TestAgents.Demo);
        var played = new StringBuilder();
        foreach (
            var line in script
                .Split('\n')
                .Where(line =>
                    !line.StartsWith("agent:", StringComparison.Ordinal)
                    && !line.StartsWith("call:", StringComparison.Ordinal)
                )
        )
        {
            played.Append(line).Append('\n');
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var text = colon < 0 ? "" : line[(colon + 1)..].Trim();
            string? reply = null;
            switch (colon < 0 ? "" : line[..colon])
            {
                case "user":
                    reply = await conversation.SayAsync(text);
                    break;
                case "user rejected":
                    reply = await conversation.MumbleAsync();
                    break;
                case "user heard":
                    conversation.Hear(text);
                    break;
                case "tool fails":
                    conversation.Intercept = Conversation.Failure;
                    break;
                case "new conversation":
                    conversation = new Conversation(TestAgents.Demo);
                    break;
                default:
                    Assert.True(line.Length == 0 || line[0] == '#', $"unknown line: {line}");
                    break;
            }

            if (reply is not null)
            {
                conversation.Calls.ForEach(call => played.Append("call: ").Append(call).Append('\n'));
                played.Append("agent: ").Append(reply).Append('\n');
                conversation.Intercept = _ => null;
            }
        }

        return played.ToString().TrimEnd('\n') + "\n";
    }

    private static string Folder([CallerFilePath] string source = "")
    {
        // Source paths are mapped in CI builds; the scripts are copied beside the tests as well.
        var beside = Path.Combine(Path.GetDirectoryName(source)!, "Scripts");
        return Directory.Exists(beside) ? beside : Path.Combine(AppContext.BaseDirectory, "Dialogues", "Scripts");
    }
}
