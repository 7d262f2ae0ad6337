using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Until when a peer is known to have been there. One that streams and falls silent may be gone, which takes seconds to be certain of; what was sent
/// meanwhile does not count as heard until it shows up again, or until it is clear that it only sends nothing. Thread-safe.
/// </summary>
internal sealed class PeerSigns
{
    /// <summary>Codecs that leave silence out send an update each 400 ms.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>By then a peer that is gone has been noticed to be.</summary>
    private static readonly TimeSpan Verdict = RtcConsent.Doubtful + TimeSpan.FromSeconds(1);

    private long _last = -TimeSpan.TicksPerDay;
    private volatile bool _isDoubtful;

    /// <summary>Something came from the peer.</summary>
    public void Packet(TimeSpan now)
    {
        Volatile.Write(ref _last, now.Ticks);
        _isDoubtful = false;
    }

    /// <summary>Nothing has come for so long that it is most likely gone.</summary>
    public void Doubt(TimeSpan now)
    {
        var sure = (now - RtcConsent.Doubtful).Ticks;
        Volatile.Write(ref _last, Math.Max(Volatile.Read(ref _last), sure));
        _isDoubtful = true;
    }

    /// <summary>The latest moment at which it is known to have been there.</summary>
    public TimeSpan KnownUntil(TimeSpan now)
    {
        var last = TimeSpan.FromTicks(Volatile.Read(ref _last));
        var silence = now - last;
        return _isDoubtful || (silence > Pause && silence < Verdict) ? last : now;
    }
}
