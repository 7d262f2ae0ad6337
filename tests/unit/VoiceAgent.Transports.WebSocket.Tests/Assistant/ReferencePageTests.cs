using System.Text;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>The examples of <c>docs/reference/ws-assistant.md</c> are messages of this protocol.</summary>
public class ReferencePageTests
{
    private static readonly string[] ClientTypes =
    [
        "auth",
        "start",
        "resume",
        "audio",
        "text",
        "played",
        "end",
        "ping",
    ];

    [Fact]
    public void Every_example_can_be_read()
    {
        var examples = Examples();

        Assert.True(examples.Count > 20);
        foreach (var example in examples)
        {
            var bytes = Encoding.UTF8.GetBytes(example);
            if (ClientTypes.Any(type => example.StartsWith($"{{\"type\":\"{type}\"", StringComparison.Ordinal)))
            {
                var read = ClientMessageReader.Read(bytes);
                Assert.True(read.Kind != ClientMessageKind.Wrong, $"{example}: {read.Text}");
            }
            else
            {
                Assert.True(ServerMessageReader.Read(bytes) is not null, example);
            }
        }
    }

    [Fact]
    public void Every_golden_type_has_an_example()
    {
        var types = Examples().Select(Type).ToHashSet();

        Assert.Superset(
            Golden.ServerMessages.Concat(Golden.ClientMessages).Select(Type).Except(["start"]).ToHashSet(),
            types
        );
    }

    private static string Type(string json) => json.Split('"')[3];

    private static List<string> Examples()
    {
        var inside = false;
        var examples = new List<string>();
        foreach (var line in File.ReadLines(FindPage()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```json";
            }
            else if (inside)
            {
                examples.Add(line);
            }
        }

        return examples;
    }

    private static string FindPage()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var page = Path.Combine(folder, "docs", "reference", "ws-assistant.md");
            if (File.Exists(page))
            {
                return page;
            }
        }

        throw new FileNotFoundException("docs/reference/ws-assistant.md is not above the test's folder.");
    }
}
