namespace VoiceAgent.Transports.WebSockets.Assistant;

internal enum ClientMessageKind
{
    /// <summary>Wrong; <see cref="ClientMessage.Code"/> and <see cref="ClientMessage.Text"/> say why.</summary>
    Wrong,

    Hello,
    Audio,
    Text,
    Played,
    End,
    Ping,
}

/// <summary>One message of a client, read and checked as far as it can be without knowing the conversation.</summary>
internal readonly record struct ClientMessage(ClientMessageKind Kind)
{
    public AssistantHello? Hello { get; init; }

    /// <summary>Whole samples.</summary>
    public ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>True when it came as a binary message.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Rate said beside the audio; zero when none was.</summary>
    public int SampleRate { get; init; }

    /// <summary>What was typed, or what is wrong.</summary>
    public string? Text { get; init; }

    /// <summary>Error code when <see cref="ClientMessageKind.Wrong"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The last numbered message the client says it has; 0 when it does not say.</summary>
    public long Sequence { get; init; }

    /// <summary>Samples played, or the id of a ping where it has one.</summary>
    public long? Number { get; init; }

    public static ClientMessage Wrong(string code, string message) =>
        new(ClientMessageKind.Wrong) { Code = code, Text = message };
}
