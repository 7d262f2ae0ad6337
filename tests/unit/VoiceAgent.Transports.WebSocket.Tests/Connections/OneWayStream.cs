namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A connection of which only one end is there: it swallows or keeps what is written, and replays what is to be read.</summary>
internal sealed class OneWayStream(byte[]? replay = null, int times = 0, MemoryStream? keep = null) : Stream
{
    private readonly TaskCompletionSource _start = new();
    private readonly TaskCompletionSource<int> _end = new();
    private int _position;
    private int _replayed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins the replay, all of it inside this call if the reader keeps up.</summary>
    public void Start() => _start.TrySetResult();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        replay is null ? new ValueTask<int>(_end.Task)
        : _start.Task.IsCompleted ? new ValueTask<int>(Replay(buffer))
        : ReplayFirstAsync(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        keep?.Write(buffer.Span);
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
        _end.TrySetResult(0);
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReplayFirstAsync(Memory<byte> buffer)
    {
        await _start.Task;
        return Replay(buffer);
    }

    private int Replay(Memory<byte> buffer)
    {
        if (_position == replay!.Length)
        {
            _position = 0;
            _replayed++;
        }

        if (_replayed == times)
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, replay.Length - _position);
        replay.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }
}
