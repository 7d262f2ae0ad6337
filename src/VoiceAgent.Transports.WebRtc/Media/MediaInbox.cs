using System.Threading.Tasks.Sources;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Hands what a client sent to the one reader. A waiting reader goes on inside <see cref="Post"/>, without a detour over the thread pool.
/// Bounded: a reader that is behind misses audio first. Cancelling a read loses nothing. Thread-safe.
/// </summary>
internal sealed class MediaInbox : IValueTaskSource<MediaInput>
{
    /// <summary>Frames of audio that may wait: one second.</summary>
    public const int MaxAudio = 50;

    /// <summary>All things that may wait.</summary>
    public const int MaxInputs = 512;

    private readonly Lock _gate = new();
    private readonly Queue<MediaInput> _inputs = new();
    private ManualResetValueTaskSourceCore<MediaInput> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private MediaInput? _end;
    private bool _isWaiting;
    private int _audio;

    /// <summary>Inputs that were dropped because the reader was behind.</summary>
    public long Dropped { get; private set; }

    /// <summary>The next input; after the end, the end for ever. One call at a time.</summary>
    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_inputs.TryDequeue(out var input))
            {
                _audio -= input.Kind == MediaInputKind.Audio ? 1 : 0;
                return new ValueTask<MediaInput>(input);
            }

            if (_end is { } end)
            {
                return new ValueTask<MediaInput>(end);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<MediaInput>(cancellationToken);
            }

            _core.Reset();
            _isWaiting = true;
            _cancellation = cancellationToken;
        }

        // Outside the lock: the callback may run at once. An input may overtake this; then the callback finds nobody.
        _registration = cancellationToken.UnsafeRegister(static state => ((MediaInbox)state!).CancelRead(), this);
        return new ValueTask<MediaInput>(this, _core.Version);
    }

    /// <summary>Adds an input. After the end it does nothing.</summary>
    public void Post(in MediaInput input)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            if (!_isWaiting)
            {
                Enqueue(input);
                return;
            }

            _isWaiting = false;
        }

        _core.SetResult(input);
    }

    /// <summary>Ends: what was posted before may still be read, then only the end. Only the first call counts.</summary>
    /// <returns>False when it had ended.</returns>
    public bool End(MediaInput end)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            _end = end;
            if (!_isWaiting)
            {
                return true;
            }

            _isWaiting = false;
        }

        _core.SetResult(end);
        return true;
    }

    MediaInput IValueTaskSource<MediaInput>.GetResult(short token)
    {
        _registration.Unregister();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<MediaInput>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<MediaInput>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);

    private void Enqueue(in MediaInput input)
    {
        var isAudio = input.Kind == MediaInputKind.Audio;
        if (_inputs.Count >= MaxInputs || (isAudio && _audio >= MaxAudio))
        {
            Dropped++;
            return;
        }

        _audio += isAudio ? 1 : 0;
        _inputs.Enqueue(input);
    }

    private void CancelRead()
    {
        CancellationToken cancellation;
        lock (_gate)
        {
            // A late call may find a later read, with a token of its own, or none.
            if (!_isWaiting || !_cancellation.IsCancellationRequested)
            {
                return;
            }

            _isWaiting = false;
            cancellation = _cancellation;
        }

        _core.SetException(new OperationCanceledException(cancellation));
    }
}
