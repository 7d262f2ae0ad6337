using System.IO.Pipelines;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>One end of a connection in memory. Everything runs inline; a writer waits when the other end does not read.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Pipe _in;
    private readonly Pipe _out;
    private readonly Stream _reader;
    private readonly Stream _writer;

    private DuplexStream(Pipe input, Pipe output)
    {
        (_in, _out) = (input, output);
        _reader = input.Reader.AsStream(leaveOpen: true);
        _writer = output.Writer.AsStream(leaveOpen: true);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Two ends; each direction holds some bytes.</summary>
    public static (DuplexStream Left, DuplexStream Right) Create(int capacity = 64 * 1024)
    {
        var options = new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: capacity,
            resumeWriterThreshold: capacity / 2,
            useSynchronizationContext: false
        );
        var (there, back) = (new Pipe(options), new Pipe(options));
        return (new DuplexStream(there, back), new DuplexStream(back, there));
    }

    /// <summary>The connection breaks: neither end can read or write any more.</summary>
    public void Break()
    {
        var error = new IOException("Connection reset.");
        _in.Writer.Complete(error);
        _out.Reader.Complete(error);
        _out.Writer.Complete(error);
        _in.Reader.Complete(error);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Both directions end: a read here gets the end, and so does the other side.
            _out.Writer.Complete();
            _in.Reader.CancelPendingRead();
            _in.Writer.Complete();
        }

        base.Dispose(disposing);
    }
}
