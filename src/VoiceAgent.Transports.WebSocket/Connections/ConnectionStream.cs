using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// The bytes of an upgraded connection, straight from and to its pipe. One reader and one writer at a time, side by side; both throw an
/// <see cref="IOException"/> or what the server's transport throws when the connection breaks. It belongs to the server, so disposing this ends nothing.
/// </summary>
internal sealed class ConnectionStream(IDuplexPipe connection) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is there, or waits for something; 0 at the end.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var input = connection.Input;
        return input.TryRead(out var result) && TryTake(input, in result, buffer.Span, out var count)
            ? new ValueTask<int>(count)
            : WaitAsync(buffer, cancellationToken);
    }

    /// <summary>Sends at once; waits while the client is slow.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sent = connection.Output.WriteAsync(buffer, cancellationToken);
        if (!sent.IsCompletedSuccessfully)
        {
            return SettleAsync(sent);
        }

        ThrowIfGone(sent.Result);
        return default;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Every write is sent at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var input = connection.Input;
        int count;
        while (!TryTake(input, await input.ReadAsync(cancellationToken).ConfigureAwait(false), buffer.Span, out count))
        { }

        return count;
    }

    /// <summary>Takes what was read; false when that is nothing, because the server has woken its connections to see which are idle.</summary>
    private static bool TryTake(PipeReader input, in ReadResult result, Span<byte> buffer, out int count)
    {
        var bytes = result.Buffer;
        count = (int)Math.Min(bytes.Length, buffer.Length);
        if (bytes.FirstSpan.Length >= count)
        {
            bytes.FirstSpan[..count].CopyTo(buffer);
        }
        else
        {
            bytes.Slice(0, count).CopyTo(buffer);
        }

        input.AdvanceTo(bytes.GetPosition(count));
        return !bytes.IsEmpty || result.IsCompleted;
    }

    private static async ValueTask SettleAsync(ValueTask<FlushResult> sent) =>
        ThrowIfGone(await sent.ConfigureAwait(false));

    private static void ThrowIfGone(in FlushResult sent)
    {
        if (sent.IsCompleted)
        {
            throw new IOException("The client is gone.");
        }
    }
}
