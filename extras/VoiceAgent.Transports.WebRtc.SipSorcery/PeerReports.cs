using SIPSorcery.Net;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>What the peer's RTCP reports say about our audio (RFC 3550 section 6.4). Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="ssrc">Our source.</param>
/// <param name="clockRate">Ticks of the timestamps in a second.</param>
internal sealed class PeerReports(TimeProvider time, uint ssrc, int clockRate)
{
    private const double LossUnits = 256;
    private const double DelayUnits = 65536;
    private const int Remembered = 8;

    private readonly Lock _lock = new();
    private readonly Queue<(uint Name, long SentAt)> _sent = new();
    private RtcStatistics _last;

    /// <summary>What the last report said; the rest is zero.</summary>
    public RtcStatistics Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Remembers when a report of ours went out: the peer's next ones name it, which tells the round trip.</summary>
    public void Sent(RTCPCompoundPacket report)
    {
        if (report.SenderReport is not { } sender)
        {
            return;
        }

        lock (_lock)
        {
            if (_sent.Count == Remembered)
            {
                _sent.Dequeue();
            }

            // The middle bits of its time are its name.
            _sent.Enqueue(((uint)(sender.NtpTimestamp >> 16), time.GetTimestamp()));
        }
    }

    /// <summary>Takes a report of the peer.</summary>
    public void Received(RTCPCompoundPacket report)
    {
        var samples = report.SenderReport?.ReceptionReports ?? report.ReceiverReport?.ReceptionReports;
        if (samples?.Find(sample => sample.SSRC == ssrc) is not { } about)
        {
            return;
        }

        lock (_lock)
        {
            _last = new RtcStatistics
            {
                PacketsLost = about.PacketsLost,
                FractionLost = about.FractionLost / LossUnits,
                PeerJitter = TimeSpan.FromSeconds(about.Jitter / (double)clockRate),
                RoundTrip = RoundTrip(about) ?? _last.RoundTrip,
            };
        }
    }

    private TimeSpan? RoundTrip(ReceptionReportSample about)
    {
        foreach (var (name, sentAt) in _sent)
        {
            if (name == about.LastSenderReportTimestamp)
            {
                var waited = TimeSpan.FromSeconds(about.DelaySinceLastSenderReport / DelayUnits);
                var way = time.GetElapsedTime(sentAt) - waited;
                return way > TimeSpan.Zero ? way : TimeSpan.Zero;
            }
        }

        return null;
    }
}
