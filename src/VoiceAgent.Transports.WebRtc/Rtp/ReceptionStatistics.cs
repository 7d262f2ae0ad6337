namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>
/// Counts what came of one stream: extended sequence numbers, loss and jitter (RFC 3550 sections 6.4.1 and A.1, A.3, A.8). Packets are
/// authenticated before they come here, so a new stream needs no time of trial.
/// </summary>
/// <param name="clockRate">Ticks of the stream's timestamps in a second.</param>
internal sealed class ReceptionStatistics(int clockRate)
{
    private const int Range = 1 << 16;
    private const int MaxDropout = 3000;
    private const int MaxMisorder = 100;

    private int _highest;
    private long _cycles;
    private long _first;
    private long _packets;
    private int _restart = -1;
    private long _expectedBefore;
    private long _packetsBefore;
    private long _transit;
    private double _jitter;

    /// <summary>The stream; 0 before the first packet.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>True once a packet came.</summary>
    public bool HasAny => _packets > 0;

    /// <summary>Highest sequence number with the times it wrapped in front.</summary>
    public long HighestSequence => _cycles + _highest;

    /// <summary>Packets that should have come and did not; negative when some came twice.</summary>
    public long Lost => HasAny ? Expected - _packets : 0;

    /// <summary>Mean deviation of the arrival times (RFC 3550 section 6.4.1).</summary>
    public TimeSpan Jitter => TimeSpan.FromTicks((long)(_jitter * TimeSpan.TicksPerSecond / clockRate));

    private long Expected => HighestSequence - _first + 1;

    /// <summary>Counts a packet. Another stream than before, or a jump of its numbers that lasts, is a new beginning.</summary>
    public void Add(in RtpHeader header, TimeSpan now)
    {
        if (!HasAny || header.Ssrc != Ssrc)
        {
            Restart(header);
        }
        else if (!TryAdvance(header.Sequence, out var isNew))
        {
            return;
        }
        else if (isNew)
        {
            Restart(header);
        }

        _packets++;
        AddTransit(header.Timestamp, now);
    }

    /// <summary>Writes up what came since the report before.</summary>
    public RtcpReportBlock TakeReport()
    {
        var expected = Expected - _expectedBefore;
        var lost = expected - (_packets - _packetsBefore);
        (_expectedBefore, _packetsBefore) = (Expected, _packets);
        return new RtcpReportBlock
        {
            Ssrc = Ssrc,
            FractionLost = lost <= 0 ? (byte)0 : (byte)Math.Min(byte.MaxValue, (lost << 8) / expected),
            CumulativeLost = (int)Math.Clamp(Lost, int.MinValue, int.MaxValue),
            HighestSequence = (uint)HighestSequence,
            Jitter = (uint)_jitter,
        };
    }

    /// <summary>Notes a sequence number of the stream.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="isNew">True when the sender began anew.</param>
    /// <returns>False when the packet does not count (yet).</returns>
    private bool TryAdvance(ushort sequence, out bool isNew)
    {
        isNew = false;
        var step = (ushort)(sequence - _highest);
        if (step < MaxDropout)
        {
            _cycles += sequence < _highest ? Range : 0;
            _highest = sequence;
        }
        else if (step <= Range - MaxMisorder)
        {
            // Far off. Two in a row: the sender began anew.
            isNew = sequence == _restart;
            _restart = (ushort)(sequence + 1);
            return isNew;
        }

        _restart = -1;
        return true;
    }

    private void Restart(in RtpHeader header)
    {
        Ssrc = header.Ssrc;
        (_highest, _first, _cycles) = (header.Sequence, header.Sequence, 0);
        (_packets, _packetsBefore, _expectedBefore) = (0, 0, 0);
        (_jitter, _restart) = (0, -1);
    }

    private void AddTransit(uint timestamp, TimeSpan now)
    {
        var arrival = (long)((Int128)now.Ticks * clockRate / TimeSpan.TicksPerSecond);

        // Only the difference to the packet before counts, so the wrap of 32 bits does no harm.
        var transit = (long)(uint)(arrival - timestamp);
        if (_packets > 1)
        {
            _jitter += (Math.Abs((double)(int)(transit - _transit)) - _jitter) / 16;
        }

        _transit = transit;
    }
}
