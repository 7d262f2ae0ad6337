using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// Reads TLS structures. Where bytes are missing it returns zeros and remembers it: <see cref="IsComplete"/> says at the
/// end whether what was read is to be believed.
/// </summary>
internal ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private bool _failed;

    public readonly bool HasMore => !_failed && _rest.Length > 0;

    /// <summary>True when nothing was missing.</summary>
    public readonly bool IsSound => !_failed;

    /// <summary>True when nothing was missing and nothing is left.</summary>
    public readonly bool IsComplete => !_failed && _rest.IsEmpty;

    public byte Byte() => Bytes(1) is [var value] ? value : (byte)0;

    public ushort Short() => Bytes(2) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;

    public int Triple() => Bytes(3) is { Length: 3 } value ? (value[0] << 16) | (value[1] << 8) | value[2] : 0;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (_failed || count > _rest.Length)
        {
            _failed = true;
            return [];
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A vector with a length of one byte.</summary>
    public ReadOnlySpan<byte> Vector8() => Bytes(Byte());

    /// <summary>A vector with a length of two bytes.</summary>
    public ReadOnlySpan<byte> Vector16() => Bytes(Short());

    /// <summary>A vector with a length of three bytes.</summary>
    public ReadOnlySpan<byte> Vector24() => Bytes(Triple());
}
