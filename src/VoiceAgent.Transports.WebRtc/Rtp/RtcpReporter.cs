namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>
/// Both sides' reports of one audio connection: writes ours from what was sent and received, and reads the peer's (RFC 3550 section 6).
/// Times are the driver's monotonic clock. Not thread-safe; allocates nothing.
/// </summary>
internal sealed class RtcpReporter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    private readonly uint _ssrc;
    private readonly string _canonicalName;
    private readonly int _clockRate;
    private readonly DateTimeOffset _epoch;
    private readonly Random _random;
    private readonly ReceptionStatistics _reception;
    private uint _packets;
    private uint _octets;
    private uint _lastTimestamp;
    private TimeSpan _lastSentAt;
    private uint _peerSenderReport;
    private TimeSpan _peerSenderReportAt;

    /// <summary>A reporter of a connection on which nothing flowed yet.</summary>
    /// <param name="ssrc">Our synchronization source.</param>
    /// <param name="canonicalName">A name that stays the same for the connection (RFC 7022); random, up to 64 characters.</param>
    /// <param name="clockRate">Ticks of the timestamps in a second, both ways.</param>
    /// <param name="epoch">The wall clock when the driver's clock showed zero.</param>
    /// <param name="random">Spreads the reports of many connections.</param>
    public RtcpReporter(uint ssrc, string canonicalName, int clockRate, DateTimeOffset epoch, Random random)
    {
        (_ssrc, _canonicalName, _clockRate, _epoch, _random) = (ssrc, canonicalName, clockRate, epoch, random);
        _reception = new ReceptionStatistics(clockRate);
        NextReportAt = TimeSpan.MaxValue;
    }

    /// <summary>When the next report is due; never before something flowed.</summary>
    public TimeSpan NextReportAt { get; private set; }

    /// <summary>What comes from the peer.</summary>
    public ReceptionStatistics Reception => _reception;

    /// <summary>Packets we sent.</summary>
    public uint PacketsSent => _packets;

    /// <summary>The peer's last word on our stream; zeros before.</summary>
    public RtcpReportBlock PeerReport { get; private set; }

    /// <summary>When the peer's last word came; null before.</summary>
    public TimeSpan? PeerReportedAt { get; private set; }

    /// <summary>Our stream's jitter at the peer.</summary>
    public TimeSpan PeerJitter => TimeSpan.FromTicks(PeerReport.Jitter * TimeSpan.TicksPerSecond / _clockRate);

    /// <summary>Round trip time of the last report that could tell it, or zero.</summary>
    public TimeSpan RoundTrip { get; private set; }

    /// <summary>True when the peer said goodbye.</summary>
    public bool HasPeerLeft { get; private set; }

    /// <summary>Reports that were no RTCP.</summary>
    public long Malformed { get; private set; }

    /// <summary>The peer's last word on its clocks: its wall clock and its timestamp at one moment; null before.</summary>
    public RtcpSenderInfo? PeerSender { get; private set; }

    /// <summary>The peer's wall clock at one of its timestamps, within half the range of timestamps of its last report.</summary>
    public DateTimeOffset? PeerTimeOf(uint timestamp) =>
        PeerSender is { } sender
            ? sender.Ntp.ToDateTimeOffset()
                + TimeSpan.FromTicks((int)(timestamp - sender.RtpTimestamp) * TimeSpan.TicksPerSecond / _clockRate)
            : null;

    /// <summary>Notes a packet that was sent.</summary>
    /// <param name="timestamp">Its RTP timestamp.</param>
    /// <param name="payloadLength">Bytes of its payload.</param>
    /// <param name="now">When.</param>
    public void Sent(uint timestamp, int payloadLength, TimeSpan now)
    {
        Begin(now);
        unchecked
        {
            _packets++;
            _octets += (uint)payloadLength;
        }

        (_lastTimestamp, _lastSentAt) = (timestamp, now);
    }

    /// <summary>Notes a genuine packet that came.</summary>
    public void Received(in RtpHeader header, TimeSpan now)
    {
        Begin(now);
        _reception.Add(header, now);
    }

    /// <summary>Reads a genuine compound packet of the peer, decrypted. Throws nothing.</summary>
    public void ReadReports(ReadOnlySpan<byte> compound, TimeSpan now)
    {
        var reader = new RtcpReader(compound);
        while (reader.TryRead(out var packet))
        {
            switch (packet.Type)
            {
                case RtcpType.SenderReport:
                    PeerSender = packet.SenderInfo;
                    (_peerSenderReport, _peerSenderReportAt) = (packet.SenderInfo.Ntp.Middle, now);
                    ReadBlocks(packet, now);
                    break;
                case RtcpType.ReceiverReport:
                    ReadBlocks(packet, now);
                    break;
                case RtcpType.Bye:
                    ReadBye(packet);
                    break;
                default:
                    // Descriptions and feedback tell nothing that is needed.
                    break;
            }
        }

        Malformed += reader.IsMalformed ? 1 : 0;
    }

    /// <summary>Writes our report and sets the time of the next.</summary>
    /// <param name="buffer">At least <see cref="RtcpWriter.MaxReportLength"/> bytes, and room for encryption behind it.</param>
    /// <param name="now">When.</param>
    /// <returns>Bytes written.</returns>
    public int WriteReport(Span<byte> buffer, TimeSpan now)
    {
        var writer = new RtcpWriter(buffer);
        WriteReport(ref writer, now);

        // Spread by half either way, so that reports of many connections do not fall together (RFC 3550 section 6.3.1).
        NextReportAt = now + (Interval * (0.5 + _random.NextDouble()));
        return writer.Length;
    }

    /// <summary>Writes our last report, with a goodbye (RFC 3550 section 6.6).</summary>
    /// <param name="buffer">As for <see cref="WriteReport(Span{byte}, TimeSpan)"/>.</param>
    /// <param name="reason">For the peer's logs.</param>
    /// <param name="now">When.</param>
    /// <returns>Bytes written.</returns>
    public int WriteBye(Span<byte> buffer, string reason, TimeSpan now)
    {
        var writer = new RtcpWriter(buffer);
        WriteReport(ref writer, now);
        writer.WriteBye(_ssrc, reason);
        NextReportAt = TimeSpan.MaxValue;
        return writer.Length;
    }

    private void Begin(TimeSpan now)
    {
        if (_packets == 0 && !_reception.HasAny)
        {
            NextReportAt = now + FirstInterval;
        }
    }

    private void WriteReport(ref RtcpWriter writer, TimeSpan now)
    {
        var block = _reception.HasAny ? TakeBlock(now) : (RtcpReportBlock?)null;
        if (_packets == 0)
        {
            writer.WriteReceiverReport(_ssrc, block);
        }
        else
        {
            var since = (now - _lastSentAt).Ticks * _clockRate / TimeSpan.TicksPerSecond;
            writer.WriteSenderReport(
                _ssrc,
                new RtcpSenderInfo
                {
                    Ntp = NtpTime.From(_epoch + now),
                    RtpTimestamp = (uint)(_lastTimestamp + since),
                    Packets = _packets,
                    Octets = _octets,
                },
                block
            );
        }

        writer.WriteDescription(_ssrc, _canonicalName);
    }

    private RtcpReportBlock TakeBlock(TimeSpan now) =>
        _reception.TakeReport() with
        {
            LastSenderReport = _peerSenderReport,
            DelaySinceLastSenderReport = PeerSender is null ? 0 : NtpTime.ToShort(now - _peerSenderReportAt),
        };

    private void ReadBlocks(in RtcpPacket packet, TimeSpan now)
    {
        for (var index = 0; index < packet.Count; index++)
        {
            var block = packet.Report(index);
            if (block.Ssrc != _ssrc)
            {
                continue;
            }

            PeerReport = block;
            PeerReportedAt = now;
            if (block.LastSenderReport != 0)
            {
                // Modulo 2^32; a peer whose delay is longer than the time that passed has a clock of its own.
                var units = NtpTime.From(_epoch + now).Middle - block.LastSenderReport;
                var roundTrip = (int)(units - block.DelaySinceLastSenderReport);
                RoundTrip = NtpTime.FromShort((uint)Math.Max(0, roundTrip));
            }
        }
    }

    private void ReadBye(in RtcpPacket packet)
    {
        for (var index = 0; index < packet.Count; index++)
        {
            HasPeerLeft |= packet.Source(index) == _reception.Ssrc && _reception.HasAny;
        }
    }
}
