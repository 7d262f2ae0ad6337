using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>
/// Reads the packets of a decrypted compound RTCP packet (RFC 3550 section 6.1), or a single one (RFC 5506). Throws nothing; allocates
/// nothing.
/// </summary>
/// <param name="compound">What came in one datagram.</param>
internal ref struct RtcpReader(ReadOnlySpan<byte> compound)
{
    private const byte VersionMask = 0xC0;
    private const byte Version = 0x80;
    private const byte PaddingFlag = 0x20;
    private const byte CountMask = 0x1F;

    private ReadOnlySpan<byte> _rest = compound;

    /// <summary>True when reading ended because of bytes that are no RTCP.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next packet.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < RtcpPacket.HeaderLength || (_rest[0] & VersionMask) != Version)
        {
            return Stop();
        }

        var length =
            RtcpPacket.HeaderLength + (BinaryPrimitives.ReadUInt16BigEndian(_rest[sizeof(ushort)..]) * sizeof(uint));
        if (length > _rest.Length)
        {
            return Stop();
        }

        var body = _rest[RtcpPacket.HeaderLength..length];
        if ((_rest[0] & PaddingFlag) != 0)
        {
            if (body.IsEmpty || body[^1] == 0 || body[^1] > body.Length)
            {
                return Stop();
            }

            body = body[..^body[^1]];
        }

        if (!RtcpPacket.TryCreate((RtcpType)_rest[1], _rest[0] & CountMask, body, out packet))
        {
            return Stop();
        }

        _rest = _rest[length..];
        return true;
    }

    private bool Stop()
    {
        IsMalformed = true;
        _rest = default;
        return false;
    }
}
