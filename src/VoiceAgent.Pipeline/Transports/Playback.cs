using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// What is to be played, what was sent of it, and how far the client has got. A pause winds it back to the sample that was played last. No
/// I/O and no clock.
/// </summary>
internal sealed class Playback
{
    private readonly MediaConnectionInfo _info;
    private readonly TimeSpan _stopGrace;
    private readonly int _chunk;
    private readonly int _burst;
    private readonly PlaybackQueue _queue;
    private readonly PlaybackClock _clock;
    private readonly SentAudio _sent;

    public Playback(MediaConnectionInfo info, MediaOutputOptions options)
    {
        var format = info.Output;
        _info = info;
        _stopGrace = info.ReportsPlayout ? options.CutGrace : TimeSpan.Zero;
        _chunk = (int)format.TimeToSamples(options.Chunk);
        // Two pieces at a time halve the wake-ups; never more than half of what the client holds.
        _burst = Math.Max(_chunk, (int)Math.Min(2 * _chunk, format.TimeToSamples(info.Lead) / 2));
        _queue = new PlaybackQueue(format);
        _clock = new PlaybackClock(info, options.ReportGrace);
        _sent = new SentAudio(format);
    }

    /// <summary>True while the client is gone: nothing is sent.</summary>
    public bool IsAway { get; private set; }

    /// <summary>True while nothing may be sent: the client is gone, or its word on where it stopped is waited for.</summary>
    public bool IsHeld => IsAway || StopKnownAt is not null;

    /// <summary>When that ends by itself; never while the client is gone.</summary>
    public TimeSpan HeldUntil => IsAway ? TimeSpan.MaxValue : StopKnownAt ?? TimeSpan.MaxValue;

    public bool IsEmpty => _queue.Count == 0;

    /// <summary>Samples that wait.</summary>
    public long Waiting => _queue.Samples;

    /// <summary>
    /// The client was told to drop what it holds, and until this time its word on where it stopped is waited for; nothing is sent. Null
    /// when that is known.
    /// </summary>
    public TimeSpan? StopKnownAt { get; private set; }

    public void Add(Frame mark) => _queue.Add(mark);

    public void Add(Frame source, ReadOnlyMemory<byte> pcm) => _queue.Add(source, pcm);

    public void Report(long samples) => _clock.Report(samples);

    /// <summary>When to look again for how far the client has played; never when it has played up to a position, or is not playing.</summary>
    public TimeSpan LookAt(TimeSpan now, long until, TimeSpan interval)
    {
        if (IsHeld || PlayedAt(now) >= until)
        {
            return TimeSpan.MaxValue;
        }

        var drained = _clock.DrainedBy(now);
        return drained < now + interval ? drained : now + interval;
    }

    /// <summary>How far the client has played.</summary>
    public long PlayedAt(TimeSpan now)
    {
        var played = _clock.PlayedAt(now);
        _sent.Played(played);
        return played;
    }

    /// <summary>True while the client may hold audio that it has not played.</summary>
    public bool HasUnplayed(TimeSpan now) => _sent.HasBehind(PlayedAt(now), _ => true);

    /// <summary>What comes next.</summary>
    public bool TryPeek(out PlaybackItem item) => _queue.TryPeek(out item);

    /// <summary>Leaves out the next item: it was cancelled.</summary>
    public void Skip() => _queue.Skip();

    /// <summary>Takes the mark that comes next.</summary>
    public void TakeMark(in PlaybackItem mark)
    {
        _queue.Skip();
        if (_sent.HasAudio)
        {
            // It comes again with the audio it stands behind.
            _sent.Add(in mark, _clock.Sent);
        }
    }

    /// <summary>Takes a piece of the audio that comes next, if it may be sent now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="item">The audio that comes next; afterwards the piece of it.</param>
    /// <param name="position">The piece's position, or…</param>
    /// <param name="due">…when to come again.</param>
    public bool TryTake(TimeSpan now, ref PlaybackItem item, out long position, out TimeSpan due)
    {
        position = _clock.Sent;
        due = TimeSpan.MaxValue;
        var bytes = _info.Output.BytesPerSample;
        var samples = Math.Min(_chunk, item.Pcm.Length / bytes);
        if (_clock.AvailableAt(now) < samples)
        {
            due = _clock.DueAt((int)Math.Min(_burst, _queue.Samples));
            return false;
        }

        _queue.TakeAudio(samples);
        _clock.Send(now, samples);
        item = item with { Pcm = item.Pcm[..(samples * bytes)] };
        _sent.Add(in item, position);
        return true;
    }

    /// <summary>Stops playback, if the client can and there is something to stop.</summary>
    /// <returns>The last response the client is to drop; null when there is nothing to tell it.</returns>
    public ResponseId? Stop(TimeSpan now)
    {
        if (!_info.CanClear || IsAway || StopKnownAt is not null || !HasUnplayed(now))
        {
            return null;
        }

        _clock.Clear(now);
        StopKnownAt = now + _stopGrace;
        return _sent.Newest();
    }

    /// <summary>Winds back to where playback stopped, if that is known by now: what is behind it comes next, again.</summary>
    /// <returns>The position where playback stopped; null when there was nothing to wind back.</returns>
    public long? Rewind(TimeSpan now)
    {
        if (IsAway || StopKnownAt is not { } known || now < known)
        {
            return null;
        }

        StopKnownAt = null;
        var stopped = _clock.PlayedAt(now);
        _queue.PutBack(_sent.TakeBehind(stopped));
        return stopped;
    }

    /// <summary>Has everything up to a response dropped for good. What the client holds of later ones comes again, as after a stop.</summary>
    /// <returns>The last response the client is to drop; null when there is nothing to tell it.</returns>
    public ResponseId? Cut(TimeSpan now, ResponseId through)
    {
        var played = PlayedAt(now);
        if (IsAway || StopKnownAt is not null || !_sent.HasBehind(played, response => response.IsStale(through)))
        {
            return null;
        }

        if (_sent.HasBehind(played, response => !response.IsStale(through)))
        {
            // A client that cannot clear plays everything it holds.
            return Stop(now);
        }

        if (_info.CanClear)
        {
            _clock.Clear(now);
        }

        _sent.Clear();
        return through;
    }

    /// <summary>The client is gone.</summary>
    public void Lose()
    {
        IsAway = true;
        _clock.Lose();
    }

    /// <summary>The client is back and holds nothing: what lies behind the position comes next, again.</summary>
    /// <returns>The position where playback stopped.</returns>
    public long Return(TimeSpan now, long position)
    {
        (IsAway, StopKnownAt) = (false, null);
        var stopped = _clock.Return(now, position);
        _queue.PutBack(_sent.TakeBehind(stopped));
        return stopped;
    }
}
