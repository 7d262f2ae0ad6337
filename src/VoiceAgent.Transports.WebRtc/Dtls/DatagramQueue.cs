using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>
/// Datagrams in the order they came, borders kept, in one array. What does not fit is refused, as a network would lose it. Allocates only while it
/// grows to its capacity. One caller at a time.
/// </summary>
internal sealed class DatagramQueue
{
    private const int HeaderLength = 2;
    private const int FirstLength = 2048;

    private readonly int _capacity;
    private byte[] _buffer = [];
    private int _head;
    private int _tail;

    /// <param name="capacity">Bytes held at most, with two for each datagram.</param>
    public DatagramQueue(int capacity) => _capacity = capacity;

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _head == _tail;

    /// <summary>Adds one datagram.</summary>
    /// <returns>False when it is empty, too long for a datagram, or there is no room.</returns>
    public bool TryAdd(ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty || datagram.Length > ushort.MaxValue || !MakeRoom(HeaderLength + datagram.Length))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_tail), (ushort)datagram.Length);
        datagram.CopyTo(_buffer.AsSpan(_tail + HeaderLength));
        _tail += HeaderLength + datagram.Length;
        return true;
    }

    /// <summary>Takes the oldest datagram. One longer than the buffer is dropped and the next one taken.</summary>
    /// <returns>Its length, or zero when nothing waits.</returns>
    public int Take(Span<byte> buffer)
    {
        while (!IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_head));
            var datagram = _buffer.AsSpan(_head + HeaderLength, length);
            _head += HeaderLength + length;
            if (length <= buffer.Length)
            {
                datagram.CopyTo(buffer);
                return length;
            }
        }

        _head = _tail = 0;
        return 0;
    }

    private bool MakeRoom(int count)
    {
        if (_head == _tail)
        {
            _head = _tail = 0;
        }

        if (_buffer.Length - _tail >= count)
        {
            return true;
        }

        var used = _tail - _head;
        if (used + count > _capacity)
        {
            return false;
        }

        // Moves what waits to the front, of a larger array when needed.
        var target =
            used + count <= _buffer.Length
                ? _buffer
                : new byte[Math.Min(_capacity, Math.Max(FirstLength, 2 * (used + count)))];
        _buffer.AsSpan(_head, used).CopyTo(target);
        (_buffer, _head, _tail) = (target, 0, used);
        return true;
    }
}
