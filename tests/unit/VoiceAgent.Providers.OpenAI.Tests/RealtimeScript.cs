using System.Collections.Concurrent;
using System.Text.Json;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>What the realtime server says, and what goes wrong with it; what it was told, over all its sockets.</summary>
public sealed class RealtimeScript
{
    private readonly ConcurrentQueue<RealtimeAnswer> _answers = new();

    /// <summary>What the user is understood to have said.</summary>
    public string Heard { get; set; } = "three rooms";

    /// <summary>True uses the names that events had in the preview.</summary>
    public bool UsesPreviewNames { get; set; }

    /// <summary>Sent as they are when a session begins: what clients must bear.</summary>
    public IReadOnlyList<string> Noise { get; set; } = [];

    /// <summary>Messages of clients, in order.</summary>
    public ConcurrentQueue<JsonElement> Told { get; } = new();

    /// <summary>Sockets that were opened.</summary>
    public int Opened { get; set; }

    /// <summary>The present conversation.</summary>
    internal RealtimeConversation? Conversation { get; set; }

    /// <summary>Adds the next answer.</summary>
    public void Answers(RealtimeAnswer answer) => _answers.Enqueue(answer);

    /// <summary>Messages of a type, in order.</summary>
    public IReadOnlyList<JsonElement> Of(string type) =>
        [.. Told.Where(message => message.GetProperty("type").GetString() == type)];

    internal RealtimeAnswer Next() => _answers.TryDequeue(out var answer) ? answer : new RealtimeAnswer("Yes.");
}

/// <summary>One answer of the realtime server.</summary>
/// <param name="Text">What is said; its audio lasts 60 ms a character.</param>
public sealed record RealtimeAnswer(string Text)
{
    /// <summary>A function that is called behind the text, by name.</summary>
    public string? Calls { get; init; }

    /// <summary>Its arguments.</summary>
    public string Arguments { get; init; } = "{}";

    /// <summary>The code of the failure it ends in; null for none.</summary>
    public string? Fails { get; init; }

    /// <summary>The code it is refused with before it begins; null for none.</summary>
    public string? Refused { get; init; }

    /// <summary>True breaks the socket in the middle.</summary>
    public bool Breaks { get; init; }

    /// <summary>True never ends by itself: it waits to be cancelled.</summary>
    public bool Waits { get; init; }
}
