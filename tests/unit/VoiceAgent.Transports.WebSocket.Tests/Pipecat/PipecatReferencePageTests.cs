using System.Text;
using System.Text.Json;
using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>The examples of <c>docs/reference/pipecat-clients.md</c> are messages of this protocol.</summary>
public class PipecatReferencePageTests
{
    [Fact]
    public void Every_example_of_a_client_is_understood_and_every_type_has_one()
    {
        var types = PipecatBytes.Requests.Select(Type).Except(["raw-audio-batch"]).ToHashSet();
        var examples = Examples().Where(example => types.Contains(Type(example))).ToList();

        Assert.Equal(types.Order(), examples.Select(Type).Order());
        foreach (var example in examples)
        {
            var reply = new PooledBuffer();
            var (input, error) = new PipecatProtocol(AudioFormat.Output24Khz, sendsInterruptions: false).Read(
                PipecatBytes.Message(example),
                binary: true,
                reply
            );
            Assert.Null(error);
            Assert.True(
                input is not null || Encoding.UTF8.GetString(reply.Written.Span).Contains("bot-ready"),
                example
            );
        }
    }

    [Fact]
    public void Every_example_of_the_server_is_of_a_type_the_page_lists()
    {
        var page = File.ReadAllText(RepositoryRoot.File("docs/reference/pipecat-clients.md"));
        foreach (
            var example in Examples()
                .Where(example => !example.EndsWith("\"id\":\"0a1b2c3d\"}", StringComparison.Ordinal))
        )
        {
            using var json = JsonDocument.Parse(example);
            Assert.True(
                page.Contains($"`{Type(example)}`") || Type(example) == "llm-function-call-in-progress",
                Type(example)
            );
        }
    }

    private static string Type(string json) => json.Split('"')[7];

    private static List<string> Examples()
    {
        var inside = false;
        var examples = new List<string>();
        foreach (var line in File.ReadLines(RepositoryRoot.File("docs/reference/pipecat-clients.md")))
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
}
