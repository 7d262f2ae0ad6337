namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Says what the peer has played by now: what was sent a known delay ago. Exact in what was sent and when; the delay (half the round trip and
/// the peer's own buffer) is an estimate. Not thread-safe.
/// </summary>
/// <param name="rate">Samples in a second.</param>
internal sealed class PlayoutTracker(int rate)
{
    // What is still under way: seconds at most.
    private const int MaxFrames = 512;

    private readonly Queue<Frame> _frames = new();
    private long _played;

    /// <summary>True when nothing is under way.</summary>
    public bool IsDrained => _frames.Count == 0;

    /// <summary>Notes that audio was sent.</summary>
    /// <param name="at">When.</param>
    /// <param name="from">Place of its first sample on the playback clock.</param>
    /// <param name="through">Place behind its last sample.</param>
    public void Sent(TimeSpan at, long from, long through)
    {
        if (through <= from)
        {
            return;
        }

        if (_frames.Count == MaxFrames)
        {
            _played = Math.Max(_played, _frames.Dequeue().Through);
        }

        _frames.Enqueue(new Frame(at, from, through));
    }

    /// <summary>Place up to which the peer has played; never goes back.</summary>
    /// <param name="now">When.</param>
    /// <param name="delay">From being sent to being heard.</param>
    public long PlayedAt(TimeSpan now, TimeSpan delay)
    {
        while (_frames.TryPeek(out var frame))
        {
            var heard = (now - delay - frame.At).Ticks * rate / TimeSpan.TicksPerSecond;
            if (heard <= 0)
            {
                break;
            }

            _played = Math.Max(_played, Math.Min(frame.From + heard, frame.Through));
            if (frame.From + heard < frame.Through)
            {
                break;
            }

            _frames.Dequeue();
        }

        return _played;
    }

    private readonly record struct Frame(TimeSpan At, long From, long Through);
}
