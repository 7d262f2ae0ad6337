using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Writes TLS structures; lengths of vectors are filled in when they end.</summary>
internal sealed class TlsWriter
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public TlsWriter Byte(byte value)
    {
        Extend(1)[0] = value;
        return this;
    }

    public TlsWriter Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Extend(2), value);
        return this;
    }

    public TlsWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Extend(value.Length));
        return this;
    }

    /// <summary>A vector whose content is at hand.</summary>
    /// <param name="lengthBytes">One, two or three.</param>
    /// <param name="value">The content.</param>
    public TlsWriter Vector(int lengthBytes, ReadOnlySpan<byte> value)
    {
        var start = Begin(lengthBytes);
        Bytes(value);
        return End(start, lengthBytes);
    }

    /// <summary>Starts a vector; the result is given to <see cref="End"/>.</summary>
    public int Begin(int lengthBytes)
    {
        Extend(lengthBytes);
        return _length;
    }

    public TlsWriter End(int start, int lengthBytes)
    {
        var length = _length - start;
        for (var i = 1; i <= lengthBytes; i++)
        {
            _bytes[start - i] = (byte)length;
            length >>= 8;
        }

        return this;
    }

    public byte[] ToArray() => Written.ToArray();

    private Span<byte> Extend(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
