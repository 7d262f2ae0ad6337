using VoiceAgent.Audio;
using VoiceAgent.SpeechToSpeech;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>A response of the server's, and what it has put into the conversation.</summary>
/// <param name="request">What was asked for; null for one the server began by itself.</param>
internal sealed class RealtimeReply(SpeechToSpeechRequest? request)
{
    /// <summary>Most that is kept of a reply nobody has claimed.</summary>
    private const int MostHeld = 4096;

    private readonly List<Func<long, SpeechToSpeechEvent>> _held = [];
    private readonly List<Item> _items = [];

    public SpeechToSpeechRequest? Request => request;

    /// <summary>The caller's number; 0 while nobody has asked for it.</summary>
    public long Number { get; set; }

    /// <summary>The server's name for it; null until it has begun.</summary>
    public string? Id { get; set; }

    /// <summary>True when nothing more is made for it.</summary>
    public bool IsDone { get; set; }

    /// <summary>True when nobody wants it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>How much of it was heard, once that is known to be less than all.</summary>
    public TimeSpan? Heard { get; set; }

    /// <summary>True when it is part of the conversation.</summary>
    public bool IsInConversation => request?.Say is null;

    /// <summary>Tells of it, or keeps what is to be told until somebody claims it.</summary>
    public void Tell(Action<SpeechToSpeechEvent> tell, Func<long, SpeechToSpeechEvent> told)
    {
        if (IsCancelled)
        {
            return;
        }

        if (Number != 0)
        {
            tell(told(Number));
        }
        else if (_held.Count < MostHeld)
        {
            _held.Add(told);
        }
    }

    /// <summary>Somebody has asked for what the server began by itself.</summary>
    public void Claim(long number, Action<SpeechToSpeechEvent> tell)
    {
        Number = number;
        _held.ForEach(told => tell(told(number)));
        _held.Clear();
    }

    /// <summary>It has begun a message.</summary>
    public void AddItem(string id)
    {
        if (!_items.Exists(item => item.Id == id))
        {
            _items.Add(new Item(id));
        }
    }

    /// <summary>It has made audio of a message.</summary>
    public void AddAudio(string item, int content, int bytes)
    {
        AddItem(item);
        var made = _items.Find(one => one.Id == item)!;
        made.Content = content;
        made.Bytes += bytes;
    }

    /// <summary>What has to be changed in the conversation for it to hold what was heard and no more.</summary>
    /// <param name="format">Of the audio.</param>
    /// <returns>Messages with the time they end at; null for those of which nothing was heard.</returns>
    public IEnumerable<(string Item, int Content, TimeSpan? End)> Cuts(AudioFormat format)
    {
        if (Heard is not { } left)
        {
            yield break;
        }

        foreach (var item in _items)
        {
            var length = format.DurationOf(item.Bytes);
            if (left <= TimeSpan.Zero)
            {
                yield return (item.Id, item.Content, null);
            }
            else if (left < length)
            {
                yield return (item.Id, item.Content, left);
            }

            left -= length;
        }
    }

    private sealed class Item(string id)
    {
        public string Id => id;

        public int Content { get; set; }

        public long Bytes { get; set; }
    }
}
