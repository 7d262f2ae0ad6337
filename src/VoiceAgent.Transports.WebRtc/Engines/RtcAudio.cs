using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Rtp;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The audio of one session: RTP and RTCP under SRTP, both ways. Works in the caller's buffers.</summary>
internal sealed class RtcAudio : IDisposable
{
    /// <summary>The largest payload that is sent, in bytes: what a datagram of 1200 holds.</summary>
    public const int MaxPayload = 1200 - RtpHeader.MinLength - SrtpSession.MaxOverhead;

    private readonly RtcpReporter _reports;
    private SrtpSession? _srtp;
    private ushort _sequence;

    /// <param name="codec">The codec that was agreed.</param>
    /// <param name="ssrc">Our synchronization source.</param>
    /// <param name="sequence">Number of our first packet.</param>
    /// <param name="reports">Both sides' reports.</param>
    public RtcAudio(RtcCodec codec, uint ssrc, ushort sequence, RtcpReporter reports)
    {
        (Codec, Ssrc) = (codec, ssrc);
        _sequence = sequence;
        _reports = reports;
    }

    /// <summary>The codec that was agreed.</summary>
    public RtcCodec Codec { get; set; }

    /// <summary>Our synchronization source.</summary>
    public uint Ssrc { get; }

    /// <summary>False when the peer takes no audio.</summary>
    public bool MaySend { get; set; }

    /// <summary>When a report is due; <see cref="TimeSpan.MaxValue"/> for not yet.</summary>
    public TimeSpan NextReportAt => _srtp is null ? TimeSpan.MaxValue : _reports.NextReportAt;

    /// <summary>Genuine audio packets that came.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>True when the peer's source said goodbye.</summary>
    public bool HasPeerLeft => _reports.HasPeerLeft;

    /// <summary>Takes the keys.</summary>
    public void Connect(SrtpSession srtp) => _srtp = srtp;

    /// <summary>Decrypts a packet in place.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="now">When.</param>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, within the datagram.</param>
    public RtcDropReason ReceivePacket(
        Span<byte> datagram,
        TimeSpan now,
        out RtpHeader header,
        out ReadOnlySpan<byte> payload
    )
    {
        header = default;
        payload = default;
        if (_srtp is null)
        {
            return RtcDropReason.NotConnected;
        }

        var length = _srtp.Unprotect(datagram, datagram.Length);
        if (length == 0)
        {
            return RtcDropReason.NotGenuine;
        }

        var packet = datagram[..length];
        if (!RtpHeader.TryRead(packet, out header) || !header.TryGetPayload(packet, out payload))
        {
            return RtcDropReason.Malformed;
        }

        if (header.PayloadType != Codec.PayloadType)
        {
            return RtcDropReason.UnknownFormat;
        }

        PacketsReceived++;
        _reports.Received(header, now);
        return RtcDropReason.None;
    }

    /// <summary>Decrypts reports in place and reads them.</summary>
    public RtcDropReason ReceiveReports(Span<byte> datagram, TimeSpan now)
    {
        if (_srtp is null)
        {
            return RtcDropReason.NotConnected;
        }

        var length = _srtp.UnprotectRtcp(datagram, datagram.Length);
        if (length == 0)
        {
            return RtcDropReason.NotGenuine;
        }

        _reports.ReadReports(datagram[..length], now);
        return RtcDropReason.None;
    }

    /// <summary>Writes an encrypted packet.</summary>
    /// <param name="payload">Up to <see cref="MaxPayload"/> bytes.</param>
    /// <param name="timestamp">In the codec's clock.</param>
    /// <param name="marker">First after silence.</param>
    /// <param name="now">When.</param>
    /// <param name="buffer">Room for a datagram.</param>
    /// <returns>Its length; zero when it cannot be sent.</returns>
    public int WritePacket(ReadOnlySpan<byte> payload, uint timestamp, bool marker, TimeSpan now, Span<byte> buffer)
    {
        if (_srtp is null || !MaySend || payload.Length > MaxPayload)
        {
            return 0;
        }

        var header = new RtpHeader
        {
            PayloadType = Codec.PayloadType,
            Marker = marker,
            Sequence = _sequence,
            Timestamp = timestamp,
            Ssrc = Ssrc,
        };
        var length = header.Write(buffer);
        payload.CopyTo(buffer[length..]);
        _sequence = unchecked((ushort)(_sequence + 1));
        _reports.Sent(timestamp, payload.Length, now);
        return _srtp.Protect(buffer, length + payload.Length);
    }

    /// <summary>Writes our report, encrypted, and sets the time of the next.</summary>
    /// <returns>Its length; zero when there are no keys.</returns>
    public int WriteReport(Span<byte> buffer, TimeSpan now) =>
        _srtp is null ? 0 : _srtp.ProtectRtcp(buffer, _reports.WriteReport(buffer, now));

    /// <summary>Writes our last report with a goodbye, encrypted.</summary>
    /// <returns>Its length; zero when there are no keys.</returns>
    public int WriteBye(Span<byte> buffer, string reason, TimeSpan now) =>
        _srtp is null ? 0 : _srtp.ProtectRtcp(buffer, _reports.WriteBye(buffer, reason, now));

    /// <summary>Counters so far.</summary>
    /// <param name="dropped">Packets the session threw away.</param>
    public RtcStatistics Describe(long dropped) =>
        new()
        {
            PacketsReceived = PacketsReceived,
            PacketsSent = _reports.PacketsSent,
            PacketsLost = Math.Max(0, _reports.PeerReport.CumulativeLost),
            FractionLost = _reports.PeerReport.FractionLost / 256.0,
            PeerJitter = _reports.PeerJitter,
            PacketsDropped = dropped,
            RoundTrip = _reports.RoundTrip,
        };

    /// <inheritdoc />
    public void Dispose() => _srtp?.Dispose();
}
