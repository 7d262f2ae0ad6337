using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Audio that waits for its time, at most a second. Thread-safe.</summary>
/// <param name="rate">Samples in a second.</param>
internal sealed class OutgoingAudio(int rate)
{
    private readonly Lock _gate = new();
    private readonly Queue<MediaOutput> _pieces = new();
    private long _samples;
    private int _taken;
    private TaskCompletionSource? _space;

    /// <summary>Samples that wait.</summary>
    public long Samples
    {
        get
        {
            lock (_gate)
            {
                return _samples;
            }
        }
    }

    /// <summary>Puts a piece at the end.</summary>
    /// <param name="piece">At the rate; kept until it is taken.</param>
    /// <param name="room">When it was not taken: completes when there may be room.</param>
    public bool TryAdd(in MediaOutput piece, out Task room)
    {
        var samples = piece.Pcm.Length / sizeof(short);
        room = Task.CompletedTask;
        lock (_gate)
        {
            if (_samples > 0 && _samples + samples > rate)
            {
                room = (_space ??= new TaskCompletionSource()).Task;
                return false;
            }

            if (samples > 0)
            {
                _pieces.Enqueue(piece);
                _samples += samples;
            }

            return true;
        }
    }

    /// <summary>Takes samples from the front.</summary>
    /// <param name="frame">Filled from its start.</param>
    /// <param name="from">Place of the first sample on the playback clock.</param>
    /// <param name="through">Place behind the last.</param>
    /// <returns>Samples taken; 0 when none wait.</returns>
    public int Take(Span<short> frame, out long from, out long through)
    {
        TaskCompletionSource? space;
        var filled = 0;
        (from, through) = (0, 0);
        lock (_gate)
        {
            while (filled < frame.Length && _pieces.TryPeek(out var piece))
            {
                var samples = Pcm16.AsSamples(piece.Pcm.Span)[_taken..];
                var count = Math.Min(samples.Length, frame.Length - filled);
                samples[..count].CopyTo(frame[filled..]);
                from = filled == 0 ? piece.Position + _taken : from;
                through = piece.Position + _taken + count;
                filled += count;
                Advance(count, isWhole: count == samples.Length);
            }

            space = filled == 0 ? null : TakeSpace();
        }

        space?.TrySetResult();
        return filled;
    }

    /// <summary>Drops what belongs to a response or an earlier one.</summary>
    public void Clear(ResponseId through)
    {
        TaskCompletionSource? space;
        lock (_gate)
        {
            for (var left = _pieces.Count; left > 0; left--)
            {
                var piece = _pieces.Dequeue();
                if (piece.ResponseId > through)
                {
                    // What of it was sent already stays off.
                    _pieces.Enqueue(
                        piece with
                        {
                            Pcm = piece.Pcm[(_taken * sizeof(short))..],
                            Position = piece.Position + _taken,
                        }
                    );
                }
                else
                {
                    _samples -= (piece.Pcm.Length / sizeof(short)) - _taken;
                }

                _taken = 0;
            }

            space = TakeSpace();
        }

        space?.TrySetResult();
    }

    /// <summary>Lets all who wait for room go on.</summary>
    public void Release()
    {
        TaskCompletionSource? space;
        lock (_gate)
        {
            space = TakeSpace();
        }

        space?.TrySetResult();
    }

    private void Advance(int count, bool isWhole)
    {
        _samples -= count;
        _taken += count;
        if (isWhole)
        {
            _pieces.Dequeue();
            _taken = 0;
        }
    }

    private TaskCompletionSource? TakeSpace()
    {
        var space = _space;
        _space = null;
        return space;
    }
}
