namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// Packets that travel alone, because they carry another tag or may not be bundled, and control chunks that go out with
/// the next packet. What does not fit is dropped: every one of them is asked for again by whoever misses it.
/// </summary>
internal sealed class ControlQueue(SctpOptions options)
{
    private const int MaxWaiting = 16;

    private readonly Queue<byte[]> _packets = new();
    private readonly Queue<(SctpChunkType Type, byte[] Value)> _chunks = new();

    public void AddPacket(uint tag, SctpChunkType type, byte flags, ReadOnlySpan<byte> value)
    {
        if (_packets.Count >= MaxWaiting || value.Length + SctpPacketReader.HeaderBytes + 4 > options.MaxPacketBytes)
        {
            return;
        }

        var packet = new byte[SctpPacketReader.HeaderBytes + 4 + ((value.Length + 3) & ~3)];
        var writer = new SctpPacketWriter(packet, options.LocalPort, options.RemotePort, tag);
        value.CopyTo(writer.Add(type, flags, value.Length));
        writer.Complete();
        _packets.Enqueue(packet);
    }

    public void AddChunk(SctpChunkType type, byte[] value)
    {
        if (_chunks.Count < MaxWaiting)
        {
            _chunks.Enqueue((type, value));
        }
    }

    /// <summary>The next packet that travels alone; 0 when there is none.</summary>
    public int TakePacket(Span<byte> buffer)
    {
        if (!_packets.TryDequeue(out var packet))
        {
            return 0;
        }

        packet.CopyTo(buffer);
        return packet.Length;
    }

    public void WriteChunks(ref SctpPacketWriter packet)
    {
        while (_chunks.TryPeek(out var chunk) && (chunk.Value.Length <= packet.Room || packet.IsEmpty))
        {
            _chunks.Dequeue();
            if (chunk.Value.Length <= packet.Room)
            {
                chunk.Value.CopyTo(packet.Add(chunk.Type, 0, chunk.Value.Length));
            }
        }
    }

    /// <summary>Only packets that travel alone are left.</summary>
    public void ClearChunks() => _chunks.Clear();
}
