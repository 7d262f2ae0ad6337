namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Makes numbers that wrap into numbers that do not: each is taken for the one nearest to the newest.</summary>
internal struct RtpUnwrap
{
    private bool _hasAny;

    /// <summary>The newest number so far.</summary>
    public long Newest { get; private set; }

    /// <summary>The number in full, without noting it.</summary>
    /// <param name="sequence">An RTP sequence number.</param>
    public readonly long Peek(ushort sequence) => _hasAny ? Newest + (short)(sequence - (ushort)Newest) : sequence;

    /// <summary>The number in full, without noting it.</summary>
    /// <param name="timestamp">An RTP timestamp.</param>
    public readonly long Peek(uint timestamp) => _hasAny ? Newest + (int)(timestamp - (uint)Newest) : timestamp;

    /// <summary>Notes a full number.</summary>
    public void Note(long number)
    {
        Newest = _hasAny ? Math.Max(Newest, number) : number;
        _hasAny = true;
    }
}
