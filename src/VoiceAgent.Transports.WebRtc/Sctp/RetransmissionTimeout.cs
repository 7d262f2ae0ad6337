namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>How long to wait for an answer: smoothed round trip and its variation (RFC 9260 section 6.3.1).</summary>
internal sealed class RetransmissionTimeout(TimeSpan initial, TimeSpan min, TimeSpan max)
{
    private TimeSpan? _smoothed;
    private TimeSpan _variation;

    public TimeSpan Current { get; private set; } = initial;

    /// <summary>The smoothed round trip; null before the first measurement.</summary>
    public TimeSpan? RoundTrip => _smoothed;

    public void Measure(TimeSpan roundTrip)
    {
        if (_smoothed is { } smoothed)
        {
            _variation = (0.75 * _variation) + (0.25 * (smoothed - roundTrip).Duration());
            _smoothed = (0.875 * smoothed) + (0.125 * roundTrip);
        }
        else
        {
            (_smoothed, _variation) = (roundTrip, roundTrip / 2);
        }

        Relax();
    }

    /// <summary>
    /// Something arrived, so the path works: what was doubled is taken back. Without it, chunks that are sent again, which
    /// measure nothing, would keep a lossy path at the maximum.
    /// </summary>
    public void Relax()
    {
        if (_smoothed is { } smoothed)
        {
            Current = Clamp(smoothed + (4 * _variation));
        }
    }

    /// <summary>Doubles after an expiry (section 6.3.3, rule E2).</summary>
    public void BackOff() => Current = Clamp(2 * Current);

    private TimeSpan Clamp(TimeSpan value) =>
        value < min ? min
        : value > max ? max
        : value;
}
