namespace VoiceAgent.Audio;

/// <summary>
/// When to send audio so that the client always holds a little more than it needs, and what it has played by now. Pure
/// arithmetic: it neither reads a clock nor waits; times are read by the caller from one monotonic clock.
/// </summary>
/// <remarks>
/// <para>
/// Audio plays from the moment it is first sent, at exactly the sample rate. Every send is due at a time counted from that
/// start, so late wake-ups neither add up nor shift what follows. When the client ran dry, the next send is a new start:
/// nothing is sent faster to make up for the gap.
/// </para>
/// <para>
/// Positions count samples per channel ever sent on the connection, as <c>MediaOutput.Position</c> does; what a clear
/// drops keeps its positions and is never played. The estimate leaves out the network's and the device's delay, so it is
/// the most the client can have played: a client's own report is better. Not thread-safe; allocates nothing.
/// </para>
/// </remarks>
public sealed class OutputSchedule
{
    private readonly int _rate;
    private readonly long _lead;
    private TimeSpan _startTime;
    private long _startPosition;
    private long _end;

    /// <summary>A schedule on which nothing was sent yet.</summary>
    /// <param name="format">What is sent.</param>
    /// <param name="lead">How much the client may hold unplayed; at least the longest piece sent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not valid, or the lead is shorter than a sample.</exception>
    public OutputSchedule(AudioFormat format, TimeSpan lead)
    {
        if (!format.IsValid)
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "The format is not valid.");
        }

        _rate = format.SampleRate;
        _lead = format.TimeToSamples(lead);
        ArgumentOutOfRangeException.ThrowIfLessThan(_lead, 1, nameof(lead));
    }

    /// <summary>Samples ever sent: the position of the next piece.</summary>
    public long Sent { get; private set; }

    /// <summary>When all that was sent will have been played; the distant past when nothing ever was.</summary>
    public TimeSpan DrainedAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>Position up to which the client has played at <paramref name="now"/>.</summary>
    public long PlayedAt(TimeSpan now) =>
        now >= DrainedAt
            ? _end
            : _startPosition + (Math.Max(0, (now - _startTime).Ticks) * _rate / TimeSpan.TicksPerSecond);

    /// <summary>Samples that may be sent at <paramref name="now"/>: what the client's buffer lacks to the lead.</summary>
    public int AvailableAt(TimeSpan now) => (int)Math.Clamp(_lead - (_end - PlayedAt(now)), 0, int.MaxValue);

    /// <summary>From when on <paramref name="samples"/> (at most the lead) may be sent; already past when they may be now.</summary>
    public TimeSpan DueAt(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        return TimeOf(_end - _lead + Math.Min(samples, _lead));
    }

    /// <summary>Notes that a piece was sent.</summary>
    /// <param name="now">When.</param>
    /// <param name="samples">How long it is, in samples per channel.</param>
    /// <returns>The piece's position: samples sent before it.</returns>
    public long Send(TimeSpan now, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var position = Sent;
        if (now >= DrainedAt)
        {
            (_startTime, _startPosition) = (now, position);
        }

        Sent += samples;
        _end = Sent;
        DrainedAt = TimeOf(_end);
        return position;
    }

    /// <summary>Notes that the client was told to drop what it has not played; the next send is a new start.</summary>
    /// <returns>Position up to which the client has played.</returns>
    public long Clear(TimeSpan now)
    {
        _end = PlayedAt(now);
        DrainedAt = now;
        return _end;
    }

    /// <summary>Notes that the client has stopped at a position it knows better; the next send is a new start.</summary>
    /// <param name="now">When.</param>
    /// <param name="position">How far it has played; at most what was sent.</param>
    public void Stop(TimeSpan now, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Sent);
        _end = position;
        DrainedAt = now;
    }

    /// <summary>When playback reaches a position, rounded up so that <see cref="PlayedAt"/> agrees; not before the start.</summary>
    private TimeSpan TimeOf(long position)
    {
        var samples = Math.Max(0, position - _startPosition);
        return _startTime + TimeSpan.FromTicks(((samples * TimeSpan.TicksPerSecond) + _rate - 1) / _rate);
    }
}
