using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>INIT and INIT-ACK: sixteen fixed bytes and parameters (RFC 9260 sections 3.3.2 and 3.3.3).</summary>
internal readonly ref struct InitChunk
{
    private const int FixedBytes = 16;
    private const int MaxReportedBytes = 256;

    private const ushort CookieParameter = 7;
    private const ushort UnrecognizedParameter = 8;
    private const ushort SupportedExtensions = 0x8008;
    private const ushort ForwardTsnSupported = 0xC000;

    /// <summary>Addresses, address types, cookie life and host name mean nothing inside DTLS; random, chunk list and HMAC
    /// algorithm (RFC 4895) come from stacks that could authenticate chunks.</summary>
    private static ReadOnlySpan<ushort> Ignored => [5, 6, 9, 11, 12, 0x8002, 0x8003, 0x8004];

    public SctpPeer Peer { get; private init; }

    /// <summary>The state cookie of an INIT-ACK; empty when there is none.</summary>
    public ReadOnlySpan<byte> Cookie { get; private init; }

    /// <summary>Parameters to be reported back, each wrapped as an "unrecognized parameter"; empty in the common case.</summary>
    public ReadOnlySpan<byte> Unrecognized { get; private init; }

    /// <summary>False when the chunk must be dropped: too short, a zero tag, no streams, parameters out of bounds.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out InitChunk init)
    {
        init = default;
        if (value.Length < FixedBytes)
        {
            return false;
        }

        var tag = BinaryPrimitives.ReadUInt32BigEndian(value);
        var outbound = BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        var inbound = BinaryPrimitives.ReadUInt16BigEndian(value[10..]);
        if (tag == 0 || outbound == 0 || inbound == 0)
        {
            return false;
        }

        var parameters = new Parameters();
        if (!parameters.Read(value[FixedBytes..]))
        {
            return false;
        }

        init = new InitChunk
        {
            Peer = new SctpPeer(
                tag,
                BinaryPrimitives.ReadUInt32BigEndian(value[12..]),
                BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
                outbound,
                inbound,
                parameters.ResetsStreams
            ),
            Cookie = parameters.Cookie,
            Unrecognized = parameters.Unrecognized,
        };
        return true;
    }

    /// <summary>The value of an INIT (no cookie) or INIT-ACK chunk that speaks for this side.</summary>
    public static byte[] Write(
        uint tag,
        uint tsn,
        int window,
        ReadOnlySpan<byte> cookie,
        ReadOnlySpan<byte> unrecognized
    )
    {
        ReadOnlySpan<byte> extensions =
        [
            0xC0,
            0x00,
            0x00,
            0x04,
            0x80,
            0x08,
            0x00,
            0x06,
            (byte)SctpChunkType.Reconfiguration,
            (byte)SctpChunkType.ForwardTsn,
            0,
            0,
        ];
        var cookieBytes = cookie.IsEmpty ? 0 : 4 + ((cookie.Length + 3) & ~3);
        var value = new byte[FixedBytes + extensions.Length + cookieBytes + unrecognized.Length];
        BinaryPrimitives.WriteUInt32BigEndian(value, tag);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), (uint)window);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), ushort.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(10), ushort.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(12), tsn);
        extensions.CopyTo(value.AsSpan(FixedBytes));
        var rest = value.AsSpan(FixedBytes + extensions.Length);
        if (!cookie.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, CookieParameter);
            BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)(4 + cookie.Length));
            cookie.CopyTo(rest[4..]);
            rest = rest[cookieBytes..];
        }

        unrecognized.CopyTo(rest);
        return value;
    }

    private ref struct Parameters
    {
        public ReadOnlySpan<byte> Cookie { get; private set; }

        public ReadOnlySpan<byte> Unrecognized { get; private set; }

        public bool ResetsStreams { get; private set; }

        public bool Read(ReadOnlySpan<byte> rest)
        {
            while (rest.Length >= 4)
            {
                var type = BinaryPrimitives.ReadUInt16BigEndian(rest);
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                if (length < 4 || length > rest.Length)
                {
                    return false;
                }

                if (!Take(type, rest[..length]))
                {
                    return true;
                }

                rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
            }

            return true;
        }

        /// <summary>False when the rest is not to be read (the highest bit of an unknown type is clear).</summary>
        private bool Take(ushort type, ReadOnlySpan<byte> parameter)
        {
            switch (type)
            {
                case CookieParameter:
                    Cookie = parameter[4..];
                    return true;
                case SupportedExtensions:
                    ResetsStreams |= parameter[4..].Contains((byte)SctpChunkType.Reconfiguration);
                    return true;
                case ForwardTsnSupported or UnrecognizedParameter:
                    return true;
            }

            if (Ignored.Contains(type))
            {
                return true;
            }

            if ((type & 0x4000) != 0 && Unrecognized.Length + parameter.Length < MaxReportedBytes)
            {
                byte[] report = [.. Unrecognized, .. SctpCauses.Write(UnrecognizedParameter, parameter)];
                Unrecognized = report;
            }

            return (type & 0x8000) != 0;
        }
    }
}
