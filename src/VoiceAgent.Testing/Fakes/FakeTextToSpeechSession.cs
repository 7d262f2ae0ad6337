using System.Text;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Tts;

namespace VoiceAgent.Testing.Fakes;

/// <summary>One session of a <see cref="FakeTextToSpeech"/>. Utterances are made one after the other.</summary>
internal sealed class FakeTextToSpeechSession(FakeTextToSpeech owner, TimeProvider time) : ITextToSpeechSession
{
    private const double Loudness = 0.1;
    private readonly FakeSession<TextToSpeechEvent> _session = new(time);
    private readonly SortedDictionary<long, StringBuilder> _texts = [];
    private readonly Queue<(long Utterance, string Text, FakeFault Fault)> _flushed = new();
    private CancellationTokenSource _speaking = new();
    private long _current;
    private long _cancelled = -1;
    private bool _isRunning;
    private TimeSpan _made;

    private AudioFormat Format => owner.Capabilities.Format;

    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        _session.ThrowIfClosed(cancellationToken);
        if (utterance > _cancelled)
        {
            TextOf(utterance).Append(text);
        }

        return default;
    }

    public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        _session.ThrowIfClosed(cancellationToken);
        if (utterance > _cancelled)
        {
            var text = TextOf(utterance).ToString();
            _texts.Remove(utterance);
            owner.Flushed(text);
            var fault = owner.Fault(text);
            if (fault == FakeFault.Refuse)
            {
                throw FakeSession<TextToSpeechEvent>.Failure;
            }

            _flushed.Enqueue((utterance, text, fault));
            if (!_isRunning)
            {
                _isRunning = true;
                _session.Start(RunAsync, CancellationToken.None);
            }
        }

        return default;
    }

    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        _session.ThrowIfClosed(cancellationToken);
        _cancelled = Math.Max(_cancelled, through);
        foreach (var utterance in _texts.Keys.Where(u => u <= through).ToArray())
        {
            _texts.Remove(utterance);
        }

        if (_current <= through)
        {
            _speaking.Cancel();
        }

        return default;
    }

    public IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_session.IsClosed)
        {
            _session.Dispose();
            owner.Closed();
        }

        return default;
    }

    private StringBuilder TextOf(long utterance)
    {
        if (!_texts.TryGetValue(utterance, out var text))
        {
            _texts.Add(utterance, text = new StringBuilder());
        }

        return text;
    }

    private async Task RunAsync(CancellationToken closed)
    {
        while (_flushed.TryDequeue(out var next))
        {
            if (next.Utterance <= _cancelled)
            {
                continue;
            }

            _current = next.Utterance;
            _speaking = new CancellationTokenSource();
            using var both = CancellationTokenSource.CreateLinkedTokenSource(closed, _speaking.Token);
            try
            {
                await SpeakAsync(next.Utterance, next.Text, next.Fault, both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!closed.IsCancellationRequested)
            {
                // This utterance was cancelled; the next one may follow.
            }
        }

        _isRunning = false;
    }

    private async Task SpeakAsync(long utterance, string text, FakeFault fault, CancellationToken token)
    {
        await _session.Time.PauseAsync(owner.FirstByteDelay, token).ConfigureAwait(false);
        switch (fault)
        {
            case FakeFault.Throw:
                throw FakeSession<TextToSpeechEvent>.Failure;
            case FakeFault.Hang:
                await new TaskCompletionSource().Task.ConfigureAwait(false);
                break;
            case FakeFault.Garbage:
                // Half a sample, and audio of an utterance nobody asked for.
                _session.Emit(
                    new TextToSpeechEvent(TextToSpeechEventKind.Audio, utterance + 1000) { Audio = new byte[2] }
                );
                _session.Emit(new TextToSpeechEvent(TextToSpeechEventKind.Audio, utterance) { Audio = new byte[3] });
                break;
            default:
                break;
        }

        if (owner.Capabilities.WordTimes)
        {
            _session.Emit(new TextToSpeechEvent(TextToSpeechEventKind.Words, utterance) { Words = WordsOf(text) });
        }

        for (var left = owner.PerCharacter * text.Trim().Length; left > TimeSpan.Zero; left -= owner.Piece)
        {
            var piece = left < owner.Piece ? left : owner.Piece;
            await _session.Time.PauseAsync(piece * owner.RealTimeFactor, token).ConfigureAwait(false);
            _made += piece;
            if (_made > owner.BreaksAfter)
            {
                throw FakeSession<TextToSpeechEvent>.Failure;
            }

            _session.Emit(
                new TextToSpeechEvent(TextToSpeechEventKind.Audio, utterance)
                {
                    Audio = FakeAudio.Tone(Format, piece, Loudness),
                }
            );
        }

        _session.Emit(new TextToSpeechEvent(TextToSpeechEventKind.Completed, utterance));
    }

    private List<WordTiming> WordsOf(string text)
    {
        var words = new List<WordTiming>();
        text = text.Trim();
        for (var start = 0; start < text.Length; )
        {
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                words.Add(new WordTiming(text[start..end], owner.PerCharacter * start, owner.PerCharacter * end));
            }

            start = end + 1;
        }

        return words;
    }
}
