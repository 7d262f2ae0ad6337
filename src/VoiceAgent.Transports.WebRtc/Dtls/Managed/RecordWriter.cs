namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Packs records into datagrams, as many as fit, and numbers them.</summary>
internal sealed class RecordWriter(DatagramQueue outgoing, int mtu)
{
    private readonly byte[] _datagram = new byte[mtu];
    private readonly ulong[] _next = new ulong[2];
    private int _length;

    /// <summary>Encrypts epoch 1.</summary>
    public RecordCipher? Cipher { get; set; }

    /// <summary>The longest content of a record that has a datagram to itself.</summary>
    public int MaxContent(ushort epoch) => mtu - RecordHeader.Bytes - Overhead(epoch);

    /// <summary>How much content fits behind what is in the datagram already.</summary>
    public int Room(ushort epoch) => MaxContent(epoch) - _length;

    /// <summary>Adds a record, in a new datagram when it does not fit this one.</summary>
    /// <returns>False when it fits none, or there are no keys.</returns>
    public bool TryAdd(ContentType type, ushort epoch, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxContent(epoch) || (epoch != 0 && Cipher is null))
        {
            return false;
        }

        if (content.Length > Room(epoch))
        {
            Flush();
        }

        var header = new RecordHeader(type, epoch, _next[epoch]++);
        var length = content.Length + Overhead(epoch);
        var record = _datagram.AsSpan(_length, RecordHeader.Bytes + length);
        header.Write(record, length);
        if (epoch == 0)
        {
            content.CopyTo(record[RecordHeader.Bytes..]);
        }
        else
        {
            Cipher!.Protect(header, content, record[RecordHeader.Bytes..]);
        }

        _length += record.Length;
        return true;
    }

    /// <summary>Ends the datagram. One that nobody takes in time is lost, as on a network.</summary>
    public void Flush()
    {
        outgoing.TryAdd(_datagram.AsSpan(0, _length));
        _length = 0;
    }

    private static int Overhead(ushort epoch) => epoch == 0 ? 0 : RecordCipher.Overhead;
}
