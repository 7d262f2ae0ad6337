using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Writes one packet: header, chunks with their padding, and the checksum at the end.</summary>
internal ref struct SctpPacketWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    public SctpPacketWriter(Span<byte> buffer, ushort sourcePort, ushort destinationPort, uint tag)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], tag);
        buffer.Slice(8, 4).Clear();
        _length = SctpPacketReader.HeaderBytes;
    }

    public readonly bool IsEmpty => _length == SctpPacketReader.HeaderBytes;

    /// <summary>How long the value of one more chunk may be.</summary>
    public readonly int Room => ((_buffer.Length - _length) & ~3) - 4;

    /// <summary>Adds a chunk and returns the place of its value, which the caller fills.</summary>
    public Span<byte> Add(SctpChunkType type, byte flags, int valueLength)
    {
        var chunk = _buffer[_length..];
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)(4 + valueLength));
        var padded = (4 + valueLength + 3) & ~3;
        chunk[(4 + valueLength)..padded].Clear();
        _length += padded;
        return chunk.Slice(4, valueLength);
    }

    /// <summary>Writes the checksum; the packet's length.</summary>
    public readonly int Complete()
    {
        SctpChecksum.Write(_buffer[.._length]);
        return _length;
    }
}
