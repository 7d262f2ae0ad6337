namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>
/// A connection in memory and in virtual time whose bytes take a while. When it breaks, what is under way is lost, as on a network.
/// </summary>
internal sealed class Line
{
    public Line(TimeProvider time, TimeSpan delay)
    {
        (Server, Client) = (new LineEnd(time, delay), new LineEnd(time, delay));
        (Server.Other, Client.Other) = (Client, Server);
    }

    public LineEnd Server { get; }

    public LineEnd Client { get; }

    /// <summary>Breaks it.</summary>
    /// <param name="serverNotices">False leaves the server waiting for bytes that never come, and writing into the void.</param>
    public void Break(bool serverNotices)
    {
        Server.Cut(isTold: serverNotices);
        Client.Cut(isTold: true);
    }
}

/// <summary>One end of a <see cref="Line"/>. One reader and one writer.</summary>
internal sealed class LineEnd(TimeProvider time, TimeSpan delay) : Stream
{
    private readonly Queue<(byte[] Bytes, long At)> _underWay = new();
    private readonly Queue<byte> _arrived = new();
    private ITimer? _timer;
    private TaskCompletionSource? _waiting;
    private bool _isCut;
    private bool _isTold;
    private bool _isOver;

    public LineEnd Other { get; set; } = null!;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Cut(bool isTold)
    {
        _isCut = true;
        _isTold |= isTold;
        _underWay.Clear();
        Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_arrived.Count == 0)
        {
            if (_isTold)
            {
                throw new IOException("Connection reset.");
            }

            if (_isOver)
            {
                return 0;
            }

            _waiting = new TaskCompletionSource();
            await _waiting.Task;
        }

        var count = 0;
        while (count < buffer.Length && _arrived.TryDequeue(out var next))
        {
            buffer.Span[count++] = next;
        }

        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isTold)
        {
            throw new IOException("Connection reset.");
        }

        Other.Send(buffer.ToArray());
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isOver = true;
        Wake();
        if (!Other._isOver)
        {
            Other.Send([]);
        }

        base.Dispose(disposing);
    }

    /// <summary>Bytes for this end; none are its end.</summary>
    private void Send(byte[] bytes)
    {
        if (!_isCut)
        {
            _timer ??= time.CreateTimer(_ => Arrive(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _underWay.Enqueue((bytes, time.GetTimestamp()));
            if (_underWay.Count == 1)
            {
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Arrive()
    {
        while (_underWay.TryPeek(out var next))
        {
            var left = delay - time.GetElapsedTime(next.At);
            if (left > TimeSpan.Zero)
            {
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                break;
            }

            _underWay.Dequeue();
            _isOver |= next.Bytes.Length == 0;
            foreach (var value in next.Bytes)
            {
                _arrived.Enqueue(value);
            }
        }

        Wake();
    }

    private void Wake()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.TrySetResult();
    }
}
