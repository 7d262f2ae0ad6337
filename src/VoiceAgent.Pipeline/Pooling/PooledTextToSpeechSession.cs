using System.Runtime.CompilerServices;
using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Pooling;

/// <summary>One conversation's use of a <see cref="WarmVoice"/>.</summary>
internal sealed class PooledTextToSpeechSession : ITextToSpeechSession
{
    private readonly ServiceLease<WarmVoice> _lease;
    private readonly WarmVoice _voice;
    private readonly long _before;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _lock = new();
    private readonly HashSet<long> _open = [];
    private long _last;
    private int _isDisposed;

    public PooledTextToSpeechSession(ServiceLease<WarmVoice> lease)
    {
        _lease = lease;
        _voice = lease.Service;
        _before = _last = _voice.LastUtterance;
        _voice.GiveTo(this);
    }

    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) =>
        _voice.Session.WriteAsync(Begin(utterance), text, cancellationToken);

    public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
        _voice.Session.FlushAsync(Begin(utterance), cancellationToken);

    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _open.RemoveWhere(utterance => utterance <= _before + through);
        }

        return _voice.Session.CancelAsync(_before + through, cancellationToken);
    }

    public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        while (!_disposed.IsCancellationRequested)
        {
            TextToSpeechEvent? made;
            try
            {
                made = await _voice.ReadAsync(this, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
            {
                yield break;
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                _lease.MarkBroken();
                throw;
            }

            if (made is not { } item)
            {
                if (_disposed.IsCancellationRequested)
                {
                    yield break;
                }

                _lease.MarkBroken();
                throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The voice closed its pooled session.");
            }

            if (item.Utterance > _before)
            {
                End(item);
                yield return item with
                {
                    Utterance = item.Utterance - _before,
                };
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _disposed.CancelAsync().ConfigureAwait(false);
        bool isSpeaking;
        lock (_lock)
        {
            isSpeaking = _open.Count > 0;
        }

        _voice.LastUtterance = _last;
        if (isSpeaking)
        {
            try
            {
                await _voice.Session.CancelAsync(_last, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                _lease.MarkBroken();
            }
        }

        if (!_voice.IsAlive)
        {
            _lease.MarkBroken();
        }

        await _lease.DisposeAsync().ConfigureAwait(false);
    }

    private long Begin(long utterance)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        var number = _before + utterance;
        lock (_lock)
        {
            _open.Add(number);
            _last = Math.Max(_last, number);
        }

        return number;
    }

    private void End(TextToSpeechEvent item)
    {
        if (item.Kind == TextToSpeechEventKind.Completed)
        {
            lock (_lock)
            {
                _open.Remove(item.Utterance);
            }
        }
    }
}
