using System.Buffers;
using System.Threading.Tasks.Sources;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// What came from a peer and waits for its one reader. Bounded: what does not fit is dropped and counted. Audio is copied into arrays of a pool;
/// once warm, nothing is allocated. The reader goes on on the thread pool, never on the thread that added. Thread-safe.
/// </summary>
internal sealed class RtcInbox : IValueTaskSource<RtcInput>, IThreadPoolWorkItem
{
    private const int MaxInputs = 256;
    private const int MaxMessageBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<RtcInput> _inputs = new();
    private ManualResetValueTaskSourceCore<RtcInput> _core;
    private CancellationTokenRegistration _cancellation;
    private bool _isReading;
    private long _messageBytes;
    private byte[]? _lent;
    private RtcInput? _closed;

    /// <summary>Adds something; the audio payload is copied.</summary>
    /// <returns>False when it was dropped, because the reader is behind.</returns>
    public bool TryAdd(in RtcInput input)
    {
        lock (_lock)
        {
            if (_closed is not null)
            {
                return true;
            }

            var isMessage = input.Kind is RtcInputKind.Text or RtcInputKind.Binary;
            if (isMessage)
            {
                if (_messageBytes + input.Payload.Length > MaxMessageBytes)
                {
                    return false;
                }

                _messageBytes += input.Payload.Length;
            }

            if (input.Kind is RtcInputKind.Closed)
            {
                _closed = input;
            }
            else if (
                _inputs.Count >= MaxInputs
                && input.Kind is not (RtcInputKind.Connected or RtcInputKind.Disconnected)
            )
            {
                _messageBytes -= isMessage ? input.Payload.Length : 0;
                return false;
            }
            else
            {
                _inputs.Enqueue(input.Kind is RtcInputKind.Audio ? Copy(input) : input);
            }

            if (!_isReading)
            {
                return true;
            }

            _isReading = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Takes the next thing, or waits for it. One call at a time.</summary>
    public ValueTask<RtcInput> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (TryTake(out var input))
            {
                return new ValueTask<RtcInput>(input);
            }

            if (_isReading)
            {
                throw new InvalidOperationException("One reader at a time.");
            }

            _core.Reset();
            _isReading = true;
        }

        // Outside the lock: a token that is cancelled already calls back at once.
        _cancellation = cancellationToken.UnsafeRegister(
            static (inbox, token) => ((RtcInbox)inbox!).Cancel(token),
            this
        );
        return new ValueTask<RtcInput>(this, _core.Version);
    }

    /// <summary>Hands over to the reader, on the thread pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        RtcInput input;
        lock (_lock)
        {
            // Nobody else takes: the reader waits for this.
            _ = TryTake(out input);
        }

        _cancellation.Dispose();
        _core.SetResult(input);
    }

    RtcInput IValueTaskSource<RtcInput>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<RtcInput>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<RtcInput>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);

    private static RtcInput Copy(in RtcInput input)
    {
        var copy = ArrayPool<byte>.Shared.Rent(input.Payload.Length);
        input.Payload.CopyTo(copy);
        return input with { Payload = copy.AsMemory(0, input.Payload.Length) };
    }

    private void Cancel(CancellationToken token)
    {
        lock (_lock)
        {
            if (!_isReading)
            {
                return;
            }

            _isReading = false;
        }

        _core.SetException(new OperationCanceledException(token));
    }

    private bool TryTake(out RtcInput input)
    {
        if (_lent is not null)
        {
            ArrayPool<byte>.Shared.Return(_lent);
            _lent = null;
        }

        if (!_inputs.TryDequeue(out input))
        {
            input = _closed ?? default;
            return _closed is not null;
        }

        if (input.Kind is RtcInputKind.Audio)
        {
            // Back to the pool at the next read: until then it is the reader's.
            _ = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(input.Payload, out var segment);
            _lent = segment.Array;
        }
        else
        {
            _messageBytes -= input.Payload.Length;
        }

        return true;
    }
}
