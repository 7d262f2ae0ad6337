using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using VoiceAgent.Errors;

namespace VoiceAgent.Tts;

/// <summary>
/// Makes a live session of an engine that speaks whole texts: collects what is written per utterance, and speaks the
/// utterances one after the other once they are flushed.
/// </summary>
/// <remarks>
/// There is no thread and no task of its own: the engine runs while <see cref="ReadEventsAsync"/> is enumerated, so a reader
/// that stops reading stops the engine. Writer and reader may be different threads.
/// </remarks>
public sealed class SentenceTextToSpeechSession : ITextToSpeechSession
{
    /// <summary>Most characters one utterance may hold.</summary>
    public const int MaximumCharacters = 10_000;

    /// <summary>Most utterances that may be open or waiting; <see cref="FlushAsync"/> waits for a place.</summary>
    public const int MaximumUtterances = 64;

    private readonly ISentenceSynthesizer _synthesizer;
    private readonly Channel<(long Utterance, string Text)> _queue = Channel.CreateBounded<(long, string)>(
        new BoundedChannelOptions(MaximumUtterances) { SingleReader = true, AllowSynchronousContinuations = true }
    );

    private readonly Lock _lock = new();
    private readonly Dictionary<long, StringBuilder> _open = [];
    private readonly CancellationTokenSource _disposed = new();
    private long _cancelledThrough = long.MinValue;
    private (long Utterance, CancellationTokenSource Stop)? _speaking;

    /// <summary>Adapts an engine; the session does not own it.</summary>
    public SentenceTextToSpeechSession(ISentenceSynthesizer synthesizer) => _synthesizer = synthesizer;

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">The utterance is too long, or too many are open: <see cref="ErrorCodes.Overflow"/>.</exception>
    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (utterance <= _cancelledThrough)
            {
                return default;
            }

            if (!_open.TryGetValue(utterance, out var written))
            {
                ThrowWhen(
                    _open.Count >= MaximumUtterances,
                    $"more than {MaximumUtterances} utterances are open; flush them"
                );
                _open[utterance] = written = new StringBuilder();
            }

            ThrowWhen(
                written.Length + text.Length > MaximumCharacters,
                $"an utterance is longer than {MaximumCharacters} characters; flush sentence by sentence"
            );
            written.Append(text);
        }

        return default;
    }

    /// <inheritdoc />
    public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        string text;
        lock (_lock)
        {
            if (utterance <= _cancelledThrough)
            {
                return default;
            }

            text = _open.Remove(utterance, out var written) ? written.ToString() : "";
        }

        return _queue.Writer.WriteAsync((utterance, text), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        CancellationTokenSource? stop = null;
        lock (_lock)
        {
            _cancelledThrough = Math.Max(_cancelledThrough, through);
            foreach (var stale in _open.Keys.Where(utterance => utterance <= through).ToArray())
            {
                _open.Remove(stale);
            }

            if (_speaking is { } speaking && speaking.Utterance <= through)
            {
                stop = speaking.Stop;
                _speaking = null;
            }
        }

        // Outside the lock: cancelling runs the engine's own callbacks.
        Cancel(stop);
        return default;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } next)
        {
            using var stop = new CancellationTokenSource();
            using var given = cancellationToken.UnsafeRegister(Cancel, stop);
            using var ended = _disposed.Token.UnsafeRegister(Cancel, stop);
            if (!Begin(next.Utterance, stop))
            {
                continue;
            }

            if (!string.IsNullOrWhiteSpace(next.Text))
            {
                var parts = _synthesizer.SynthesizeAsync(next.Text, stop.Token).GetAsyncEnumerator(stop.Token);
                await using (parts.ConfigureAwait(false))
                {
                    while (await MoveNextAsync(parts, stop.Token).ConfigureAwait(false))
                    {
                        var part = parts.Current;
                        if (part.Words is { Count: > 0 } words)
                        {
                            yield return new(TextToSpeechEventKind.Words, next.Utterance) { Words = words };
                        }

                        if (!part.Audio.IsEmpty && !stop.IsCancellationRequested)
                        {
                            yield return new(TextToSpeechEventKind.Audio, next.Utterance) { Audio = part.Audio };
                        }
                    }
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (End(stop))
            {
                yield return new(TextToSpeechEventKind.Completed, next.Utterance);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        // Not disposed itself: a reader may still be about to register, and a source without a timer holds nothing.
        Cancel(_disposed);
        _queue.Writer.TryComplete();
        return default;
    }

    private static void Cancel(object? stop) => (stop as CancellationTokenSource)?.Cancel();

    private static void ThrowWhen(bool over, string what)
    {
        if (over)
        {
            throw new VoiceAgentException(ErrorCodes.Overflow, $"Speech text was refused: {what}.");
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SynthesisPart> parts, CancellationToken stop)
    {
        try
        {
            return !stop.IsCancellationRequested && await parts.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask<(long Utterance, string Text)?> NextAsync(CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_disposed.IsCancellationRequested && _queue.Reader.TryRead(out var next))
            {
                return next;
            }

            if (_disposed.IsCancellationRequested)
            {
                break;
            }
        }

        return null;
    }

    private bool Begin(long utterance, CancellationTokenSource stop)
    {
        lock (_lock)
        {
            if (utterance <= _cancelledThrough)
            {
                return false;
            }

            _speaking = (utterance, stop);
            return true;
        }
    }

    /// <summary>True when the utterance was spoken to its end.</summary>
    private bool End(CancellationTokenSource stop)
    {
        lock (_lock)
        {
            _speaking = null;
            return !stop.IsCancellationRequested;
        }
    }
}
