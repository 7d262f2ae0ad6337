using VoiceAgent.Audio;

namespace VoiceAgent.Transports;

/// <summary>
/// Knows how far the client has played: from its own reports where it sends them, else from the schedule. Never more than was sent, never
/// backwards.
/// </summary>
internal sealed class PlaybackClock(MediaConnectionInfo info, TimeSpan reportGrace)
{
    /// <summary>A client that may come back is silent for this long before its connection is known to be broken.</summary>
    private static readonly TimeSpan BreakUnnoticed = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _reportGrace =
        info.CanResume && reportGrace < BreakUnnoticed ? BreakUnnoticed : reportGrace;

    private readonly OutputSchedule _schedule = new(info.Output, info.Lead);
    private long _reported;
    private long _played;
    private bool _isStopped;
    private bool _isAway;

    /// <summary>Samples ever sent: the position of the next piece.</summary>
    public long Sent => _schedule.Sent;

    /// <summary>Samples that may be sent now.</summary>
    public int AvailableAt(TimeSpan now) => _schedule.AvailableAt(now);

    /// <summary>From when on this many samples may be sent.</summary>
    public TimeSpan DueAt(int samples) => _schedule.DueAt(samples);

    /// <summary>Notes that a piece was sent.</summary>
    public void Send(TimeSpan now, int samples)
    {
        _isStopped = false;
        _schedule.Send(now, samples);
    }

    /// <summary>Takes a report of the client. One that claims more than was sent counts as what was sent; one that goes back is ignored.</summary>
    public void Report(long samples) => _reported = Math.Clamp(samples, _reported, _schedule.Sent);

    /// <summary>How far the client has played.</summary>
    public long PlayedAt(TimeSpan now)
    {
        if (_isAway)
        {
            return _played;
        }

        var estimate = _schedule.PlayedAt(now);
        if (info.ReportsPlayout)
        {
            // A client that plays late tells so itself; one that went silent is not waited for forever, unless it was told to be silent.
            var isBelieved = !_isStopped && now >= _schedule.DrainedAt + _reportGrace;
            estimate = isBelieved ? estimate : Math.Min(_reported, estimate);
        }

        return _played = Math.Max(_played, estimate);
    }

    /// <summary>When to look again for whether everything sent was played.</summary>
    public TimeSpan DrainedBy(TimeSpan now) =>
        info.ReportsPlayout && now >= _schedule.DrainedAt ? _schedule.DrainedAt + _reportGrace : _schedule.DrainedAt;

    /// <summary>Notes that the client was told to drop what it has not played.</summary>
    /// <returns>Best guess of where playback stops.</returns>
    public long Clear(TimeSpan now)
    {
        var stopped = PlayedAt(now);
        _isStopped = true;
        _schedule.Clear(now);
        return stopped;
    }

    /// <summary>Notes that the client is gone: until it is back nobody knows how far it plays what it holds.</summary>
    public void Lose() => _isAway = true;

    /// <summary>Notes that the client is back and has dropped what lies behind a position. What was believed to be played stays so.</summary>
    /// <returns>Where playback stopped.</returns>
    public long Return(TimeSpan now, long position)
    {
        _isAway = false;
        _isStopped = true;
        _played = Math.Clamp(position, _played, _schedule.Sent);
        _reported = Math.Max(_reported, _played);
        _schedule.Stop(now, _played);
        return _played;
    }
}
