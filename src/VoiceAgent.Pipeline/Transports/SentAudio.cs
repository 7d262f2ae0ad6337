using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>What was sent and is not known to be played: audio and the marks between it, with their places on the playback clock.</summary>
internal sealed class SentAudio(AudioFormat format)
{
    private readonly Queue<(PlaybackItem Item, long Position)> _items = new();

    /// <summary>True when there is audio that may not have been played.</summary>
    public bool HasAudio => _items.Any(sent => sent.Item.IsAudio);

    /// <summary>Notes that an item was sent.</summary>
    public void Add(in PlaybackItem item, long position) => _items.Enqueue((item, position));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _items.Clear();

    /// <summary>Forgets what lies before a position.</summary>
    public void Played(long position)
    {
        while (_items.TryPeek(out var first) && EndOf(first.Item, first.Position) <= position)
        {
            _items.Dequeue();
        }
    }

    /// <summary>True when audio that matches lies behind a position.</summary>
    public bool HasBehind(long position, Func<ResponseId, bool> matches) =>
        _items.Any(sent =>
            sent.Item.IsAudio && EndOf(sent.Item, sent.Position) > position && matches(sent.Item.Frame.ResponseId)
        );

    /// <summary>The newest response audio was sent of.</summary>
    public ResponseId Newest() => _items.Select(sent => sent.Item.Frame.ResponseId).Append(ResponseId.None).Max();

    /// <summary>Takes out what lies behind a position, to the sample.</summary>
    public List<PlaybackItem> TakeBehind(long position)
    {
        Played(position);
        List<PlaybackItem> unplayed = [];
        while (_items.TryDequeue(out var sent))
        {
            var played = (int)Math.Max(0, position - sent.Position) * format.BytesPerSample;
            unplayed.Add(sent.Item.IsAudio ? sent.Item with { Pcm = sent.Item.Pcm[played..] } : sent.Item);
        }

        return unplayed;
    }

    private long EndOf(in PlaybackItem item, long position) => position + (item.Pcm.Length / format.BytesPerSample);
}
