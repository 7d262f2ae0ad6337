using System.Threading.Tasks.Sources;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// Hands what was received to the one reader, without allocating and without a detour over the thread pool: a waiting reader goes on
/// inside <see cref="PostAsync"/>. Cancelling a read leaves the connection alone.
/// </summary>
/// <param name="maxItems">Inputs that may wait.</param>
/// <param name="maxBytes">Bytes of audio that may wait, not counting the input that goes beyond.</param>
internal sealed class InputMailbox(int maxItems, int maxBytes) : IValueTaskSource<MediaInput>
{
    private readonly Lock _gate = new();
    private readonly Queue<MediaInput> _items = new();
    private int _bytes;
    private ManualResetValueTaskSourceCore<MediaInput> _core;
    private bool _waiting;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private MediaInput? _end;
    private TaskCompletionSource? _space;

    /// <summary>The next input; after the end, the end for ever. One call at a time.</summary>
    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        MediaInput input;
        TaskCompletionSource? space;
        lock (_gate)
        {
            if (!_items.TryDequeue(out input))
            {
                return _end is { } end ? new ValueTask<MediaInput>(end) : Wait(cancellationToken);
            }

            _bytes -= input.Audio.Length;
            space = _space;
            _space = null;
        }

        space?.TrySetResult();
        return new ValueTask<MediaInput>(input);
    }

    /// <summary>Adds an input; waits while the reader is behind. One call at a time. After the end it does nothing.</summary>
    public async ValueTask PostAsync(MediaInput input)
    {
        do
        {
            Task space;
            lock (_gate)
            {
                if (_end is not null)
                {
                    return;
                }

                if (_waiting)
                {
                    space = Task.CompletedTask;
                }
                else if (_items.Count < maxItems && _bytes < maxBytes)
                {
                    _items.Enqueue(input);
                    _bytes += input.Audio.Length;
                    return;
                }
                else
                {
                    space = (_space ??= new TaskCompletionSource()).Task;
                }
            }

            await space.ConfigureAwait(false);
        } while (!TryDeliver(in input));
    }

    /// <summary>Ends, with what is told as the end: what was posted before may still be read, then only the end. Only the first call counts.</summary>
    public void End(MediaInput end)
    {
        TaskCompletionSource? space;
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            _end = end;
            space = _space;
            _space = null;
        }

        space?.TrySetResult();
        TryDeliver(end);
    }

    MediaInput IValueTaskSource<MediaInput>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<MediaInput>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<MediaInput>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);

    private ValueTask<MediaInput> Wait(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<MediaInput>(cancellationToken);
        }

        _core.Reset();
        _waiting = true;
        _cancellation = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((InputMailbox)state!).CancelRead(), this);
        return new ValueTask<MediaInput>(this, _core.Version);
    }

    private bool TryDeliver(in MediaInput input)
    {
        CancellationTokenRegistration registration;
        lock (_gate)
        {
            if (!_waiting)
            {
                return false;
            }

            _waiting = false;
            registration = _registration;
        }

        registration.Unregister();
        _core.SetResult(input);
        return true;
    }

    private void CancelRead()
    {
        CancellationToken cancellation;
        lock (_gate)
        {
            // A late call may find a later read, with a token of its own, or none.
            if (!_waiting || !_cancellation.IsCancellationRequested)
            {
                return;
            }

            _waiting = false;
            cancellation = _cancellation;
        }

        _core.SetException(new OperationCanceledException(cancellation));
    }
}
