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

    /// <summary>How often it was sent; only a chunk sent once measures a round trip (Karn's rule).</summary>
    public int Transmissions { get; private set; }

    /// <summary>How many SACKs have missed it.</summary>
    public int Misses { get; set; }

    /// <summary>True once it was sent again for being missed; a second loss is for the timer.</summary>
    public bool WasFastRetransmitted { get; set; }

    public void Fill(uint tsn, ushort stream, ushort ssn, uint protocol, byte flags, ReadOnlySpan<byte> payload)
    {
        (Tsn, _stream, _ssn, _protocol, _flags) = (tsn, stream, ssn, protocol, flags);
        (State, Transmissions, Misses, WasFastRetransmitted) = (OutboundState.Unsent, 0, 0, false);
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

    public void Write(ref SctpPacketWriter packet, TimeSpan now)
    {
        var value = packet.Add(SctpChunkType.Data, _flags, DataFlags.HeaderBytes + Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], _stream);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], _ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], _protocol);
        _payload.AsSpan(0, Length).CopyTo(value[DataFlags.HeaderBytes..]);
        (State, SentAt, Misses) = (OutboundState.InFlight, now, 0);
        Transmissions++;
    }
}
