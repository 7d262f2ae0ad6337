using System.Text.Json;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.WebRtc;

/// <summary>aiortc, a WebRTC stack in Python, in a conversation with an agent.</summary>
public sealed class AiortcTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task A_question_is_answered_with_a_voice()
    {
        var (exit, _) = await Programs.RunAsync(Python, "-c", "import aiortc, numpy");
        Assert.SkipWhen(exit != 0, "aiortc is not installed; apt-get install python3-aiortc.");
        await using var server = await AssistantServer.StartAsync();

        var script = RepositoryRoot.File("tests/clients/aiortc/assistant.py");
        var (_, output) = await Programs.RunAsync(Python, script, new Uri(server.Url, "/api/rtc/assistant").ToString());

        var lines = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToList();
        Assert.True(lines.Count > 0, output);
        var messages = lines
            .Where(line => line.GetProperty("kind").GetString() == "message")
            .Select(line => line.GetProperty("message"))
            .ToList();
        Assert.Contains(messages, message => message.GetProperty("type").GetString() == "ready");
        Assert.Contains(
            messages,
            message =>
                message.GetProperty("type").GetString() == "heard"
                && message.GetProperty("final").GetBoolean()
                && message.GetProperty("text").GetString()!.Contains("book a room", StringComparison.Ordinal)
        );
        Assert.Equal("bye", messages[^1].GetProperty("type").GetString());
        var audio = lines.Single(line => line.GetProperty("kind").GetString() == "audio");
        // More than a second of voice, in frames of 20 ms.
        Assert.InRange(audio.GetProperty("loud").GetInt32(), 50, int.MaxValue);
    }
}
