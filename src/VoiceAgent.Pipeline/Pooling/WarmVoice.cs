using VoiceAgent.Tts;

namespace VoiceAgent.Pooling;

/// <summary>
/// A voice's session that outlives the conversations it speaks in. Its events are one stream that its users read one after the other; a
/// read that one of them did not wait for is the next one's first.
/// </summary>
internal sealed class WarmVoice : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly IAsyncEnumerator<TextToSpeechEvent> _events;
    private Task<bool>? _pending;
    private object? _user;

    public WarmVoice(ITextToSpeechSession session)
    {
        Session = session;
        _events = session.ReadEventsAsync(_closed.Token).GetAsyncEnumerator(_closed.Token);
    }

    public ITextToSpeechSession Session { get; }

    /// <summary>Highest number of an utterance so far.</summary>
    public long LastUtterance { get; set; }

    /// <summary>
    /// True unless the engine has closed or failed the session: looks whether the stream of events has ended meanwhile.
    /// </summary>
    public bool IsAlive
    {
        get
        {
            lock (_lock)
            {
                _pending ??= _events.MoveNextAsync().AsTask();
                return !_pending.IsCompleted || (_pending.IsCompletedSuccessfully && _pending.Result);
            }
        }
    }

    /// <summary>From now on events are read by this user only.</summary>
    public void GiveTo(object user)
    {
        lock (_lock)
        {
            _user = user;
        }
    }

    /// <summary>Reads the next event.</summary>
    /// <returns>Null when the stream has ended, or belongs to somebody else now.</returns>
    public async ValueTask<TextToSpeechEvent?> ReadAsync(object user, CancellationToken cancellationToken)
    {
        Task<bool> pending;
        lock (_lock)
        {
            if (_user != user)
            {
                return null;
            }

            pending = _pending ??= _events.MoveNextAsync().AsTask();
        }

        var hasRead = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_user != user || !hasRead)
            {
                return null;
            }

            _pending = null;
            return _events.Current;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await Session.DisposeAsync().ConfigureAwait(false);
        Task pending;
        lock (_lock)
        {
            _user = null;
            pending = _pending ?? Task.CompletedTask;
        }

        if (pending.IsCompleted)
        {
            await _events.DisposeAsync().ConfigureAwait(false);
        }
    }
}
