using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>What waits to be played, in order: audio in the connection's format, and marks between it.</summary>
internal sealed class PlaybackQueue(AudioFormat format)
{
    private Queue<PlaybackItem> _items = new();
    private int _offset;

    public int Count => _items.Count;

    /// <summary>Samples that wait.</summary>
    public long Samples { get; private set; }

    public void Add(Frame mark) => _items.Enqueue(new PlaybackItem(mark, default));

    public void Add(Frame source, ReadOnlyMemory<byte> pcm)
    {
        if (pcm.Length > 0)
        {
            _items.Enqueue(new PlaybackItem(source, pcm));
            Samples += pcm.Length / format.BytesPerSample;
        }
    }

    /// <summary>Puts items in front of everything that waits.</summary>
    public void PutBack(IReadOnlyList<PlaybackItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        var behind = TryPeek(out var first) ? _items.Skip(1).Prepend(first) : [];
        _items = new Queue<PlaybackItem>(items.Concat(behind));
        _offset = 0;
        Samples += items.Sum(item => (long)item.Pcm.Length) / format.BytesPerSample;
    }

    /// <summary>The next item; its audio is what is left of it.</summary>
    public bool TryPeek(out PlaybackItem item)
    {
        if (!_items.TryPeek(out item))
        {
            return false;
        }

        item = item with { Pcm = item.Pcm[_offset..] };
        return true;
    }

    /// <summary>Takes audio from the next item, at most what is left of it.</summary>
    public void TakeAudio(int samples)
    {
        Samples -= samples;
        _offset += samples * format.BytesPerSample;
        if (_offset >= _items.Peek().Pcm.Length)
        {
            _offset = 0;
            _items.Dequeue();
        }
    }

    /// <summary>Takes the next item as a whole.</summary>
    public void Skip()
    {
        Samples -= (_items.Dequeue().Pcm.Length - _offset) / format.BytesPerSample;
        _offset = 0;
    }
}

/// <summary>A piece of audio, or a mark when there is none.</summary>
/// <param name="Frame">The mark, or the frame the audio came from.</param>
/// <param name="Pcm">The audio.</param>
internal readonly record struct PlaybackItem(Frame Frame, ReadOnlyMemory<byte> Pcm)
{
    public bool IsAudio => Pcm.Length > 0;
}
