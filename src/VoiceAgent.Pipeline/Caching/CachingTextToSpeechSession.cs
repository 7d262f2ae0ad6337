using System.Text;
using System.Threading.Channels;
using VoiceAgent.Tts;

namespace VoiceAgent.Caching;

/// <summary>
/// A session that speaks what is remembered by itself and leaves the rest to the voice. A phrase is taken from memory only when the voice has
/// nothing else to make: what it makes comes out in order.
/// </summary>
internal sealed class CachingTextToSpeechSession : ITextToSpeechSession
{
    private readonly CachingTextToSpeech _cache;
    private readonly ITextToSpeechSession _session;
    private readonly string _voice;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, StringBuilder> _written = [];
    private readonly SortedDictionary<long, Making> _making = [];
    private readonly Channel<TextToSpeechEvent> _events = Channel.CreateBounded<TextToSpeechEvent>(
        new BoundedChannelOptions(1024) { AllowSynchronousContinuations = true }
    );

    private readonly CancellationTokenSource _disposed = new();
    private long _cancelled = long.MinValue;

    public CachingTextToSpeechSession(CachingTextToSpeech cache, ITextToSpeechSession session, string voice)
    {
        (_cache, _session, _voice) = (cache, session, voice);
        _ = ForwardAsync(_disposed.Token);
    }

    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (utterance > _cancelled)
            {
                if (!_written.TryGetValue(utterance, out var written))
                {
                    _written.Add(utterance, written = new StringBuilder());
                }

                written.Append(text);
            }
        }

        return default;
    }

    public async ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        string text;
        IReadOnlyList<TextToSpeechEvent>? known;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (utterance <= _cancelled)
            {
                return;
            }

            text = _written.Remove(utterance, out var written) ? written.ToString() : "";
            var isKept = _cache.IsKept(text);
            known = isKept && _making.Count == 0 ? _cache.Find(_voice + text.Trim()) : null;
            if (known is null)
            {
                _making.Add(utterance, new Making(isKept ? _voice + text.Trim() : null));
            }
        }

        if (known is null)
        {
            await _session.WriteAsync(utterance, text, cancellationToken).ConfigureAwait(false);
            await _session.FlushAsync(utterance, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var item in known)
        {
            await _events
                .Writer.WriteAsync(item with { Utterance = utterance }, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            _cancelled = Math.Max(_cancelled, through);
            foreach (var number in _written.Keys.Where(number => number <= through).ToArray())
            {
                _written.Remove(number);
            }

            foreach (var number in _making.Keys.TakeWhile(number => number <= through).ToArray())
            {
                _making.Remove(number);
            }
        }

        return _session.CancelAsync(through, cancellationToken);
    }

    public IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        _events.Writer.TryComplete();
        await _session.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ForwardAsync(CancellationToken disposed)
    {
        try
        {
            await foreach (var item in _session.ReadEventsAsync(disposed).ConfigureAwait(false))
            {
                Note(item);
                await _events.Writer.WriteAsync(item, disposed).ConfigureAwait(false);
            }

            _events.Writer.TryComplete();
        }
        catch (Exception) when (disposed.IsCancellationRequested)
        {
            // Over.
        }
        catch (Exception exception)
        {
            _events.Writer.TryComplete(exception);
        }
    }

    /// <summary>Remembers a phrase once all of it was made.</summary>
    private void Note(TextToSpeechEvent item)
    {
        lock (_lock)
        {
            if (!_making.TryGetValue(item.Utterance, out var making))
            {
                return;
            }

            making.Add(item);
            if (item.Kind == TextToSpeechEventKind.Completed)
            {
                _making.Remove(item.Utterance);
                making.KeepIn(_cache);
            }
        }
    }

    /// <summary>Something the voice makes; null for the key of what is not kept.</summary>
    private sealed class Making(string? key)
    {
        private readonly List<TextToSpeechEvent> _made = [];

        public void Add(TextToSpeechEvent item)
        {
            if (key is not null)
            {
                _made.Add(item);
            }
        }

        public void KeepIn(CachingTextToSpeech cache)
        {
            if (key is not null)
            {
                cache.Keep(key, _made);
            }
        }
    }
}
