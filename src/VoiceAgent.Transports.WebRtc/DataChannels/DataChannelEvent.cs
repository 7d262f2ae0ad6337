namespace VoiceAgent.Transports.WebRtc.DataChannels;

internal enum DataChannelEventKind
{
    /// <summary>A channel is open: the peer opened it, or acknowledged ours.</summary>
    Opened,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>A channel is closed, in both directions; its number may be used again.</summary>
    Closed,

    /// <summary>The association is over, and every channel with it.</summary>
    Aborted,
}

/// <summary>Something that happened on the data channels.</summary>
internal readonly record struct DataChannelEvent(DataChannelEventKind Kind)
{
    public ushort Channel { get; init; }

    public string Label { get; init; } = "";

    public string Protocol { get; init; } = "";

    /// <summary>The message; the receiver owns it. UTF-8 when <see cref="IsText"/>, not checked.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public bool IsText { get; init; }

    /// <summary>Why the association ended, for logs.</summary>
    public string? Reason { get; init; }
}
