namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>One received DATA chunk; the payload is a copy.</summary>
internal readonly record struct InboundFragment(byte Flags, ushort Stream, ushort Ssn, uint Protocol, byte[] Payload)
{
    public bool IsBeginning => (Flags & DataFlags.Beginning) != 0;

    public bool IsEnd => (Flags & DataFlags.End) != 0;

    public bool IsUnordered => (Flags & DataFlags.Unordered) != 0;

    /// <summary>True when both are parts of one message.</summary>
    public bool IsSameMessage(in InboundFragment other) =>
        Stream == other.Stream && IsUnordered == other.IsUnordered && (IsUnordered || Ssn == other.Ssn);
}
