using System.Text;
using System.Text.Json;
using VoiceAgent.Testing.Conversations;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>A whole conversation in virtual time with a client that can neither clear nor report, told in RTVI.</summary>
internal static class RtviTalk
{
    /// <summary>Such a client.</summary>
    public static MediaConnectionInfo ClientInfo { get; } = new() { Transport = "pipecat", ConnectionId = "5f1c" };

    /// <summary>What an RTVI client is told of a conversation so far.</summary>
    public static List<JsonElement> Tell(
        ScriptedConversation talk,
        string version = "2.1.0",
        ToolEventDetail tools = ToolEventDetail.Full
    )
    {
        var rtvi = new RtviConversation("0a1b2c3d", RtviVersion.Agree(version), "ada", tools, talk.Time);
        var told = new List<JsonElement>();
        foreach (var message in talk.Client.Messages)
        {
            told.AddRange(rtvi.Tell(message.Value).Select(frame => Parse(frame.Json)));
        }

        return told;
    }

    /// <summary>One line a message: the type, and what matters of its data.</summary>
    public static List<string> Lines(IEnumerable<JsonElement> messages) => [.. messages.Select(Line)];

    /// <summary>The lines of some types only.</summary>
    public static List<string> Lines(IEnumerable<JsonElement> messages, params string[] types) =>
        Lines(messages.Where(message => types.Contains(TypeOf(message))));

    public static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    private static string Line(JsonElement message)
    {
        var line = new StringBuilder(TypeOf(message));
        if (!message.TryGetProperty("data", out var data))
        {
            return line.ToString();
        }

        if (data.TryGetProperty("spoken_progress", out var progress))
        {
            line.Append($" {data.GetProperty("segment_id")} {data.GetProperty("spoken_status")}");
            line.Append($" {progress.GetProperty("accumulated_text")}|{progress.GetProperty("remaining_text")}");
            return line.ToString();
        }

        foreach (var field in data.EnumerateObject().Where(f => f.Name is not ("timestamp" or "about")))
        {
            line.Append($" {(field.Name == "text" ? "" : field.Name + "=")}{Compact(field.Value)}");
        }

        return line.ToString();
    }

    private static string Compact(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(value) : value.ToString();

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal("rtvi-ai", document.RootElement.GetProperty("label").GetString());
        return document.RootElement.Clone();
    }
}
