using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>A peer written by hand: sends what a test says, chunk by chunk, and reads what comes back.</summary>
internal sealed class RawPeer
{
    public const uint Tag = 0x11223344;
    public const uint FirstTsn = 1000;

    private readonly byte[] _buffer = new byte[2048];

    public RawPeer(SctpOptions? options = null, int seed = 1)
    {
        Options = options ?? new SctpOptions();
        Association = new SctpAssociation(Options, speaksFirst: false, new Random(seed));
    }

    public SctpOptions Options { get; }

    public SctpAssociation Association { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The association's tag, once known.</summary>
    public uint PeerTag { get; private set; }

    /// <summary>The association's first TSN, once known.</summary>
    public uint PeerTsn { get; private set; }

    /// <summary>Sets the association up.</summary>
    public static RawPeer Established(SctpOptions? options = null)
    {
        var peer = new RawPeer(options);
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var cookie = peer.Cookie(Assert.Single(peer.Take()));
        peer.Send((SctpChunkType.CookieEcho, 0, cookie));
        Assert.Equal(SctpChunkType.CookieAck, Assert.Single(peer.Take()).Type);
        Assert.True(peer.Association.TryTakeEvent(out var happened));
        Assert.Equal(SctpEventKind.Established, happened.Kind);
        return peer;
    }

    public byte[] Init(params byte[] parameters)
    {
        byte[] value = [.. InitChunk.Write(Tag, FirstTsn, 1 << 20, [], []), .. parameters];
        return value;
    }

    /// <summary>Takes the cookie, tag and TSN from an INIT-ACK.</summary>
    public byte[] Cookie(Chunk chunk)
    {
        Assert.Equal(SctpChunkType.InitAck, chunk.Type);
        Assert.True(InitChunk.TryParse(chunk.Value, out var answer));
        (PeerTag, PeerTsn) = (answer.Peer.Tag, answer.Peer.InitialTsn);
        return answer.Cookie.ToArray();
    }

    public void Send(params (SctpChunkType Type, byte Flags, byte[] Value)[] chunks) => Send(PeerTag, chunks);

    public void Send(uint tag, params (SctpChunkType Type, byte Flags, byte[] Value)[] chunks)
    {
        var packet = new byte[4096];
        var writer = new SctpPacketWriter(packet, Options.RemotePort, Options.LocalPort, tag);
        foreach (var (type, flags, value) in chunks)
        {
            value.CopyTo(writer.Add(type, flags, value.Length));
        }

        Association.Receive(packet.AsSpan(0, writer.Complete()), Now);
    }

    public void SendData(
        uint offset,
        byte flags,
        byte[] payload,
        ushort stream = 0,
        ushort ssn = 0,
        uint protocol = 53
    ) => Send((SctpChunkType.Data, flags, Data(offset, payload, stream, ssn, protocol)));

    public static byte[] Data(uint offset, byte[] payload, ushort stream = 0, ushort ssn = 0, uint protocol = 53)
    {
        var value = new byte[12 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(value, FirstTsn + offset);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(4), stream);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(6), ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(8), protocol);
        payload.CopyTo(value, 12);
        return value;
    }

    /// <summary>Acknowledges everything up to an offset from the association's first TSN.</summary>
    public void SendSack(int cumulativeOffset, uint window = 1 << 20, params (ushort Start, ushort End)[] gaps)
    {
        var value = new byte[12 + (4 * gaps.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(value, PeerTsn + (uint)cumulativeOffset);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), window);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), (ushort)gaps.Length);
        for (var i = 0; i < gaps.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(12 + (4 * i)), gaps[i].Start);
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(14 + (4 * i)), gaps[i].End);
        }

        Send((SctpChunkType.Sack, 0, value));
    }

    /// <summary>Lets time pass to a point, serving timers on the way.</summary>
    public void Wait(TimeSpan time)
    {
        var end = Now + time;
        while (Association.NextTimeout is { } next && next <= end)
        {
            Now = next > Now ? next : Now;
            Association.HandleTimeout(Now);
        }

        Now = end;
    }

    /// <summary>All chunks the association has to send.</summary>
    public List<Chunk> Take()
    {
        var chunks = new List<Chunk>();
        for (int length; (length = Association.TakePacket(_buffer, Now)) > 0; )
        {
            Assert.True(SctpPacketReader.TryRead(_buffer.AsSpan(0, length), out var reader));
            while (reader.TryNext(out var chunk))
            {
                chunks.Add(new Chunk(chunk.Type, chunk.Flags, chunk.Value.ToArray(), reader.Tag, length));
            }

            Assert.False(reader.HasMore);
        }

        return chunks;
    }

    /// <summary>The messages that arrived.</summary>
    public List<byte[]> Messages()
    {
        var messages = new List<byte[]>();
        while (Association.TryTakeEvent(out var happened))
        {
            if (happened.Kind is SctpEventKind.Message)
            {
                messages.Add(happened.Payload.ToArray());
                Association.Release(happened.Payload.Length);
            }
        }

        return messages;
    }

    internal sealed record Chunk(SctpChunkType Type, byte Flags, byte[] Value, uint Tag, int PacketLength)
    {
        public uint Number(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Value.AsSpan(offset));

        public ushort Short(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Value.AsSpan(offset));
    }
}
