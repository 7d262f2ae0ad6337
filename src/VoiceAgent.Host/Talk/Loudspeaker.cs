using VoiceAgent.Audio;

namespace VoiceAgent.Hosting.Talk;

/// <summary>
/// A loudspeaker without sound: plays what it is given in real time, remembers what was heard and knows the position. Thread-safe.
/// </summary>
internal sealed class Loudspeaker(AudioFormat format, TimeProvider time, long began) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _heard = new();
    private readonly Queue<(ReadOnlyMemory<byte> Pcm, long Position)> _waiting = new();
    private long _clock;

    /// <summary>When the first sound since <see cref="Listen"/> came out, since the beginning; null for none.</summary>
    public TimeSpan? FirstSound { get; private set; }

    /// <summary>True while there is something left to play.</summary>
    public bool IsPlaying
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>All that came out, silence included.</summary>
    public byte[] Heard
    {
        get
        {
            lock (_lock)
            {
                return _heard.ToArray();
            }
        }
    }

    /// <summary>Position behind the last sample that came out, on the server's playback clock.</summary>
    public long Played { get; private set; }

    /// <summary>Waits for the next sound.</summary>
    public void Listen() => FirstSound = null;

    /// <summary>Takes audio.</summary>
    public void Add(ReadOnlyMemory<byte> pcm, long position)
    {
        lock (_lock)
        {
            _waiting.Enqueue((pcm, position));
        }
    }

    /// <summary>Drops what was not played.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _waiting.Clear();
        }
    }

    /// <summary>Plays up to now. Called every few milliseconds.</summary>
    public void Play()
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(began);
            var due = format.TimeToSamples(elapsed) - _clock;
            while (due > 0)
            {
                var samples = _waiting.Count > 0 ? PlayNext(due, elapsed) : PlaySilence(due);
                due -= samples;
                _clock += samples;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _heard.Dispose();

    private long PlayNext(long due, TimeSpan elapsed)
    {
        var (pcm, position) = _waiting.Peek();
        var samples = (int)Math.Min(due, pcm.Length / format.BytesPerSample);
        _heard.Write(pcm.Span[..(samples * format.BytesPerSample)]);
        FirstSound ??= elapsed;
        Played = position + samples;
        _waiting.Dequeue();
        if (samples * format.BytesPerSample < pcm.Length)
        {
            Requeue((pcm[(samples * format.BytesPerSample)..], Played));
        }

        return samples;
    }

    private void Requeue((ReadOnlyMemory<byte> Pcm, long Position) rest)
    {
        var behind = _waiting.ToArray();
        _waiting.Clear();
        _waiting.Enqueue(rest);
        foreach (var piece in behind)
        {
            _waiting.Enqueue(piece);
        }
    }

    private long PlaySilence(long samples)
    {
        _heard.Write(new byte[samples * format.BytesPerSample]);
        return samples;
    }
}
