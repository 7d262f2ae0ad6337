using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>Writes a STUN message into the caller's buffer (RFC 8489). Attributes go in order; integrity and fingerprint come last.</summary>
internal ref struct StunWriter
{
    private const byte FamilyIPv4 = 1;
    private const byte FamilyIPv6 = 2;
    private const int IPv6Length = 16;

    private readonly Span<byte> _buffer;

    /// <summary>Begins a message.</summary>
    /// <param name="buffer">Room for all of it, up to <see cref="StunMessage.MaxLength"/>.</param>
    /// <param name="type">Kind of message.</param>
    /// <param name="transactionId">12 bytes.</param>
    public StunWriter(Span<byte> buffer, StunType type, scoped ReadOnlySpan<byte> transactionId)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.CopyTo(buffer[8..StunMessage.HeaderLength]);
        Length = StunMessage.HeaderLength;
        WriteLength(buffer, Length);
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Adds an attribute.</summary>
    public void Add(StunAttribute attribute, scoped ReadOnlySpan<byte> value)
    {
        var padded = (value.Length + 3) & ~3;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], (ushort)attribute);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(Length + 2)..], (ushort)value.Length);
        var target = _buffer.Slice(Length + StunMessage.AttributeHeaderLength, padded);
        value.CopyTo(target);
        target[value.Length..].Clear();
        Length += StunMessage.AttributeHeaderLength + padded;
        WriteLength(_buffer, Length);
    }

    /// <summary>Adds an attribute of one number.</summary>
    public void AddNumber(StunAttribute attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Add(attribute, bytes);
    }

    /// <summary>Adds an address, masked so that no router rewrites it (RFC 8489 section 14.2).</summary>
    public void AddXorMappedAddress(in RtcAddress address)
    {
        Span<byte> value = stackalloc byte[4 + IPv6Length];
        value.Clear();
        value[1] = address.IsIPv4 ? FamilyIPv4 : FamilyIPv6;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(address.Port ^ (StunMessage.MagicCookie >> 16)));
        var length = address.CopyBytes(value[4..]);

        // The mask is cookie and transaction, as they stand in the header.
        for (var i = 0; i < length; i++)
        {
            value[4 + i] ^= _buffer[4 + i];
        }

        Add(StunAttribute.XorMappedAddress, value[..(4 + length)]);
    }

    /// <summary>Adds an error (RFC 8489 section 14.8).</summary>
    /// <param name="code">300 to 699.</param>
    public void AddError(int code) => AddNumber(StunAttribute.ErrorCode, (uint)(((code / 100) << 8) | (code % 100)));

    /// <summary>Adds the HMAC of all before it (RFC 8489 section 14.5).</summary>
    public void AddIntegrity(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[StunIntegrity.Length];
        WriteLength(_buffer, Length + StunMessage.AttributeHeaderLength + StunIntegrity.Length);
        StunIntegrity.Compute(key, _buffer[..Length], hash);
        Add(StunAttribute.MessageIntegrity, hash);
    }

    /// <summary>Adds the checksum, the last attribute (RFC 8489 section 14.7).</summary>
    public void AddFingerprint()
    {
        WriteLength(_buffer, Length + StunMessage.AttributeHeaderLength + StunMessage.FingerprintLength);
        AddNumber(StunAttribute.Fingerprint, Crc32.Compute(_buffer[..Length]) ^ StunMessage.FingerprintMask);
    }

    internal static void WriteLength(Span<byte> message, int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)(length - StunMessage.HeaderLength));
}
