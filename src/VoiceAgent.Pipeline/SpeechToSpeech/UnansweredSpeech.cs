using VoiceAgent.Audio;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// What the user has said that is not in the conversation's text yet: if the session is lost, it has to be said again. On the pump only; bounded,
/// the oldest audio goes first.
/// </summary>
/// <param name="format">Of the audio.</param>
/// <param name="limit">Most that is kept.</param>
internal sealed class UnansweredSpeech(AudioFormat format, TimeSpan limit)
{
    private readonly int _limit = format.BytesIn(limit);
    private readonly LinkedList<Segment> _segments = [];
    private int _kept;

    /// <summary>True while the user speaks.</summary>
    public bool IsOpen => _segments.Last?.Value is { IsEnded: false };

    /// <summary>Segments whose text is not known.</summary>
    public int Owed => _segments.Count(segment => segment is { IsEnded: true, HasText: false });

    /// <summary>Segments whose text is known and not in the conversation yet.</summary>
    public int Told => _segments.Count(segment => segment.HasText);

    /// <summary>Speech begins.</summary>
    /// <param name="before">Audio from before it was noticed.</param>
    public void Begin(ReadOnlyMemory<byte> before)
    {
        End();
        _segments.AddLast(new Segment());
        Add(before);
    }

    /// <summary>The next audio, while the user speaks.</summary>
    public void Add(ReadOnlyMemory<byte> audio)
    {
        if (audio.IsEmpty || _segments.Last?.Value is not { IsEnded: false } open)
        {
            return;
        }

        open.Audio.Enqueue(audio);
        _kept += audio.Length;
        while (_kept > _limit && _segments.First is { Value: var oldest })
        {
            if (oldest.Audio.TryDequeue(out var lost))
            {
                _kept -= lost.Length;
            }
            else
            {
                _segments.RemoveFirst();
            }
        }
    }

    /// <summary>The user is silent again.</summary>
    /// <returns>False when they were before.</returns>
    public bool End()
    {
        if (_segments.Last?.Value is not { IsEnded: false } open)
        {
            return false;
        }

        open.IsEnded = true;
        return true;
    }

    /// <summary>The text of the oldest segment that had none is known, or will not be.</summary>
    public void Settle()
    {
        if (_segments.FirstOrDefault(segment => segment is { IsEnded: true, HasText: false }) is { } segment)
        {
            segment.HasText = true;
        }
    }

    /// <summary>All whose text is known is in the conversation now, or never will be.</summary>
    public void Forget()
    {
        while (_segments.First is { Value: { HasText: true } segment })
        {
            _kept -= segment.Audio.Sum(piece => piece.Length);
            _segments.RemoveFirst();
        }
    }

    /// <summary>Says it all again.</summary>
    /// <param name="write">Called for each piece.</param>
    /// <param name="end">Called at the end of each segment that has ended.</param>
    public void Replay(Action<ReadOnlyMemory<byte>> write, Action end)
    {
        foreach (var segment in _segments)
        {
            foreach (var piece in segment.Audio)
            {
                write(piece);
            }

            if (segment.IsEnded)
            {
                end();
            }
        }
    }

    /// <summary>Takes out what has to be said again to a model that finds segments by itself: it will find these once more.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeUntold()
    {
        ReadOnlyMemory<byte>[] untold =
        [
            .. _segments.Where(segment => !segment.HasText).SelectMany(segment => segment.Audio),
        ];
        _segments.Clear();
        _kept = 0;
        return untold;
    }

    private sealed class Segment
    {
        public Queue<ReadOnlyMemory<byte>> Audio { get; } = new();

        public bool IsEnded { get; set; }

        public bool HasText { get; set; }
    }
}
