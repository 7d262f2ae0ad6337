using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>
/// A STUN message read from outside bytes (RFC 8489). Found well-formed once, it throws nothing and allocates nothing; it is a view of the bytes
/// it was read from.
/// </summary>
internal readonly ref struct StunMessage
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = 20;

    /// <summary>Longer messages are not taken.</summary>
    public const int MaxLength = 1500;

    /// <summary>In bytes 4 to 7 of every message.</summary>
    public const uint MagicCookie = 0x2112A442;

    internal const uint FingerprintMask = 0x5354554E;
    internal const int AttributeHeaderLength = 4;
    internal const int FingerprintLength = 4;

    private const int TransactionOffset = 8;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _integrityAt;
    private readonly int _fingerprintAt;

    private StunMessage(ReadOnlySpan<byte> bytes, int integrityAt, int fingerprintAt)
    {
        _bytes = bytes;
        _integrityAt = integrityAt;
        _fingerprintAt = fingerprintAt;
    }

    /// <summary>What kind of message it is; possibly one that is not named.</summary>
    public StunType Type => (StunType)BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>12 bytes that a request and its answer share.</summary>
    public ReadOnlySpan<byte> TransactionId => _bytes[TransactionOffset..HeaderLength];

    /// <summary>True when a datagram begins as STUN does: two zero bits, and the cookie.</summary>
    public static bool LooksRight(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderLength
        && datagram[0] <= 3
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;

    /// <summary>Reads a message: header, borders of all attributes, and the checksum where there is one.</summary>
    /// <returns>False for anything malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!LooksRight(datagram) || datagram.Length > MaxLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length % 4 != 0 || length != datagram.Length - HeaderLength)
        {
            return false;
        }

        var (integrityAt, fingerprintAt) = (0, 0);
        for (var at = HeaderLength; at < datagram.Length; )
        {
            if (!TryReadHeader(datagram, at, out var attribute, out var valueLength))
            {
                return false;
            }

            if (attribute is StunAttribute.MessageIntegrity && integrityAt == 0)
            {
                integrityAt = valueLength == StunIntegrity.Length ? at : -1;
            }
            else if (attribute is StunAttribute.Fingerprint)
            {
                fingerprintAt = at;
            }

            at += AttributeHeaderLength + Pad(valueLength);
        }

        message = new StunMessage(datagram, integrityAt, fingerprintAt);
        return integrityAt >= 0 && (fingerprintAt == 0 || message.IsFingerprintRight());
    }

    /// <summary>Finds an attribute. What follows the integrity, except the checksum, does not count (RFC 8489 section 14.5).</summary>
    public bool TryGet(StunAttribute attribute, out ReadOnlySpan<byte> value)
    {
        var end = _integrityAt > 0 ? _integrityAt : _bytes.Length;
        for (var at = HeaderLength; at < end && TryReadHeader(_bytes, at, out var found, out var length); )
        {
            value = _bytes.Slice(at + AttributeHeaderLength, length);
            if (found == attribute)
            {
                return true;
            }

            at += AttributeHeaderLength + Pad(length);
        }

        value = default;
        return false;
    }

    /// <summary>The first attribute that must be understood and is not (RFC 8489 section 6.3), or zero.</summary>
    public ushort FindUnknown()
    {
        var end = _integrityAt > 0 ? _integrityAt : _bytes.Length;
        for (var at = HeaderLength; at < end && TryReadHeader(_bytes, at, out var found, out var length); )
        {
            if (found < StunAttribute.FirstOptional && !Enum.IsDefined(found))
            {
                return (ushort)found;
            }

            at += AttributeHeaderLength + Pad(length);
        }

        return 0;
    }

    /// <summary>True when the message carries an integrity made with this key. Compares in constant time.</summary>
    public bool IsIntegrityRight(ReadOnlySpan<byte> key)
    {
        if (_integrityAt == 0)
        {
            return false;
        }

        // The length in the header counts up to the integrity and no further.
        Span<byte> signed = stackalloc byte[_integrityAt];
        Span<byte> expected = stackalloc byte[StunIntegrity.Length];
        _bytes[.._integrityAt].CopyTo(signed);
        StunWriter.WriteLength(signed, _integrityAt + AttributeHeaderLength + StunIntegrity.Length);
        StunIntegrity.Compute(key, signed, expected);
        return CryptographicOperations.FixedTimeEquals(
            expected,
            _bytes.Slice(_integrityAt + AttributeHeaderLength, StunIntegrity.Length)
        );
    }

    private bool IsFingerprintRight() =>
        _fingerprintAt + AttributeHeaderLength + FingerprintLength == _bytes.Length
        && BinaryPrimitives.ReadUInt32BigEndian(_bytes[(_fingerprintAt + AttributeHeaderLength)..])
            == (Crc32.Compute(_bytes[.._fingerprintAt]) ^ FingerprintMask);

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, int at, out StunAttribute attribute, out int length)
    {
        (attribute, length) = (default, 0);
        if (bytes.Length - at < AttributeHeaderLength)
        {
            return false;
        }

        attribute = (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        return bytes.Length - at - AttributeHeaderLength >= Pad(length);
    }

    private static int Pad(int length) => (length + 3) & ~3;
}
