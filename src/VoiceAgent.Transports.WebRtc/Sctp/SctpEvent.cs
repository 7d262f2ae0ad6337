namespace VoiceAgent.Transports.WebRtc.Sctp;

internal enum SctpEventKind
{
    /// <summary>Both sides know each other; data may flow.</summary>
    Established,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>The peer reset its outgoing stream: nothing more comes on it (RFC 6525 section 5.2.2).</summary>
    PeerReset,

    /// <summary>The peer has carried out, or refused, our reset of an outgoing stream.</summary>
    LocalReset,

    /// <summary>It is over. The reason says why.</summary>
    Ended,
}

/// <summary>What an association has to say, in the order it happened.</summary>
internal readonly record struct SctpEvent(SctpEventKind Kind)
{
    public ushort Stream { get; init; }

    /// <summary>Payload protocol identifier of a message.</summary>
    public uint Protocol { get; init; }

    /// <summary>The message; the receiver owns it.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    public string? Reason { get; init; }
}
