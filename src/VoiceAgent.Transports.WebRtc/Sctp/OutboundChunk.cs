using System.Buffers;
using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

internal enum OutboundState
{
    Unsent,
    InFlight,

    /// <summary>Waits to be sent again.</summary>
    Lost,

    /// <summary>Reported by a gap block, which the peer may take back.</summary>
    Reported,
}

/// <summary>One DATA chunk on its way out. Reused; the payload's buffer is rented.</summary>
internal sealed class OutboundChunk
{
    private byte[] _payload = [];
    private ushort _stream;
    private ushort _ssn;
    private uint _protocol;
    private byte _flags;

    public int Length { get; private set; }

    public uint Tsn { get; private set; }

    public OutboundState State { get; set; }

    public TimeSpan SentAt { get; private set; }

    /// <summary>
    /// True while its acknowledgement measures a round trip: not once it was given up or sent again (Karn's rule).
    /// </summary>
    public bool IsMeasured { get; set; }

    /// <summary>How many SACKs have missed it.</summary>
    public int Misses { get; set; }

    /// <summary>
    /// Only the arrival of a TSN from here on says something about it: once it was sent again, what was sent before that
    /// proves nothing.
    /// </summary>
    public uint MissedFrom { get; private set; }

    public void Fill(uint tsn, ushort stream, ushort ssn, uint protocol, byte flags, ReadOnlySpan<byte> payload)
    {
        (Tsn, _stream, _ssn, _protocol, _flags) = (tsn, stream, ssn, protocol, flags);
        (State, IsMeasured, Misses) = (OutboundState.Unsent, true, 0);
        Length = payload.Length;
        _payload = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(_payload);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_payload);
        _payload = [];
    }

    /// <param name="packet">Where it goes.</param>
    /// <param name="extraFlags">Flags of this transmission only.</param>
    /// <param name="nextNew">The TSN that will be the next to be sent for the first time.</param>
    /// <param name="now">The driver's clock.</param>
    public void Write(ref SctpPacketWriter packet, byte extraFlags, uint nextNew, TimeSpan now)
    {
        var value = packet.Add(SctpChunkType.Data, (byte)(_flags | extraFlags), DataFlags.HeaderBytes + Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], _stream);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], _ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], _protocol);
        _payload.AsSpan(0, Length).CopyTo(value[DataFlags.HeaderBytes..]);
        (State, SentAt, Misses, MissedFrom) = (OutboundState.InFlight, now, 0, nextNew);
    }
}
