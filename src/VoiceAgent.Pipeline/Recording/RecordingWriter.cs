using System.Buffers.Binary;
using VoiceAgent.Processors;

namespace VoiceAgent.Recording;

/// <summary>
/// Appends records to a file, off the pump. What waits is bounded: when the disk is too slow the recording ends with a marker, and the
/// session never notices.
/// </summary>
internal sealed class RecordingWriter : IThreadPoolWorkItem, IAsyncDisposable
{
    private readonly Stream _file;
    private readonly PipelineExecutor _executor;
    private readonly RecordingOptions _options;
    private readonly Lock _lock = new();
    private readonly PayloadWriter _payload = new();
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _closed = new();
    private List<Record> _waiting = [];
    private List<Record> _writing = [];
    private long _weight;
    private long _written;
    private bool _isScheduled;
    private bool _isFull;
    private bool _isClosing;
    private bool _isClosed;

    /// <summary>Makes a writer over a stream, which it owns.</summary>
    public RecordingWriter(Stream file, RecordingOptions options, TimeProvider time, PipelineExecutor executor)
    {
        (_file, _options, _executor) = (file, options, executor);
        _timer = time.CreateTimer(
            static state => ((RecordingWriter)state!).Schedule(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        file.Write(RecordingFormat.Magic);
    }

    /// <summary>Why the recording ended before the session did; null while it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Adds a record; never waits. Drops it when the recording has ended.</summary>
    public void Add(Record record)
    {
        lock (_lock)
        {
            if (_isFull || _isClosing)
            {
                return;
            }

            _weight += record.Weight;
            if (_weight > _options.MaxQueuedBytes || _written > _options.MaxFileBytes)
            {
                _isFull = true;
                record = new EndRecord(_weight > _options.MaxQueuedBytes ? EndReasons.SlowDisk : EndReasons.TooLong);
            }

            _waiting.Add(record);
            if (_waiting.Count == 1 && !_isScheduled)
            {
                _timer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what waits, says why the recording ends, and closes the file.</summary>
    public async ValueTask CloseAsync(string reason)
    {
        lock (_lock)
        {
            if (!_isClosing)
            {
                if (!_isFull)
                {
                    _waiting.Add(new EndRecord(reason));
                }

                _isClosing = true;
            }
        }

        Schedule();
        await _closed.Task.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => CloseAsync(EndReasons.Cut);

    void IThreadPoolWorkItem.Execute()
    {
        bool isLast;
        while (TakeWaiting(out isLast))
        {
            Write();
        }

        if (isLast)
        {
            Guard(_file.Dispose);
            _closed.TrySetResult();
        }
    }

    private void Schedule()
    {
        lock (_lock)
        {
            if (_isScheduled || _isClosed)
            {
                return;
            }

            _isScheduled = true;
        }

        _executor.Execute(this);
    }

    private bool TakeWaiting(out bool isLast)
    {
        lock (_lock)
        {
            (_waiting, _writing) = (_writing, _waiting);
            _waiting.Clear();
            _isScheduled = _writing.Count > 0;
            isLast = _isClosing && !_isScheduled;
            _isClosed |= isLast;
            return _isScheduled;
        }
    }

    private void Write()
    {
        var weight = 0L;
        foreach (var record in _writing)
        {
            weight += record.Weight;
            Guard(() => Write(record));
        }

        Guard(_file.Flush);
        lock (_lock)
        {
            _weight -= weight;
        }
    }

    private void Write(Record record)
    {
        _payload.Clear();
        _payload.Byte((byte)record.Kind);
        record.Write(_payload);
        var payload = _payload.Written.Span;
        Span<byte> frame = stackalloc byte[RecordingFormat.FrameBytes];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum.Of(payload));
        _file.Write(frame);
        _file.Write(payload);
        Volatile.Write(ref _written, _written + frame.Length + payload.Length);
    }

    /// <summary>A disk that fails ends the recording and nothing else.</summary>
    private void Guard(Action write)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Failure = exception;
            lock (_lock)
            {
                _isFull = true;
            }
        }
    }
}
