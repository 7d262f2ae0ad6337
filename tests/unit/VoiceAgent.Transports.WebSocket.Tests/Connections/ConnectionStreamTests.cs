using System.IO.Pipelines;

namespace VoiceAgent.Transports.WebSockets.Connections;

public class ConnectionStreamTests
{
    private readonly Pipe _toServer = new(new PipeOptions(minimumSegmentSize: 16, useSynchronizationContext: false));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 8, resumeWriterThreshold: 4));
    private readonly ConnectionStream _stream;

    public ConnectionStreamTests() => _stream = new ConnectionStream(new Ends(_toServer.Reader, _toClient.Writer));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_there_is_read_in_pieces_of_the_callers_size()
    {
        await SendAsync(1, 2, 3, 4, 5);

        Assert.Equal([1, 2, 3], await ReadAsync(3));
        Assert.Equal([4, 5], await ReadAsync(3));
    }

    [Fact]
    public async Task A_read_goes_over_the_seams_of_the_buffers()
    {
        byte[] sent = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        await SendAsync(sent);

        byte[] received = [];
        while (received.Length < sent.Length)
        {
            received = [.. received, .. await ReadAsync(777)];
        }

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task A_read_waits_for_something()
    {
        var reading = ReadAsync(8);
        Assert.False(reading.IsCompleted);
        await SendAsync(7);

        Assert.Equal([7], await reading);
    }

    [Fact]
    public async Task A_server_that_looks_for_idle_connections_does_not_end_a_read()
    {
        var reading = ReadAsync(8);
        _toServer.Reader.CancelPendingRead();
        _toServer.Reader.CancelPendingRead();
        Assert.False(reading.IsCompleted);
        await SendAsync(7);

        Assert.Equal([7], await reading);
    }

    [Fact]
    public async Task A_server_that_looked_before_the_read_does_not_end_it_either()
    {
        _toServer.Reader.CancelPendingRead();
        var reading = ReadAsync(8);
        Assert.False(reading.IsCompleted);
        await SendAsync(7);

        Assert.Equal([7], await reading);
    }

    [Fact]
    public async Task An_empty_read_takes_nothing()
    {
        await SendAsync(1, 2);

        Assert.Empty(await ReadAsync(0));
        Assert.Equal([1, 2], await ReadAsync(8));
    }

    [Fact]
    public async Task The_end_is_zero_bytes_behind_the_last()
    {
        await SendAsync(1);
        await _toServer.Writer.CompleteAsync();

        Assert.Equal([1], await ReadAsync(8));
        Assert.Empty(await ReadAsync(8));
        Assert.Empty(await ReadAsync(8));
    }

    [Fact]
    public async Task A_broken_connection_throws()
    {
        await _toServer.Writer.CompleteAsync(new IOException("reset"));

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(8));
    }

    [Fact]
    public async Task A_read_can_be_cancelled_and_loses_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var reading = _stream.ReadAsync(new byte[8], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.AsTask());
        await SendAsync(7);

        Assert.Equal([7], await ReadAsync(8));
    }

    [Fact]
    public async Task A_write_is_sent_at_once_and_waits_while_the_client_is_slow()
    {
        await _stream.WriteAsync(new byte[] { 1, 2 }, Cancellation);
        var slow = _stream.WriteAsync(new byte[] { 3, 4, 5, 6, 7, 8, 9 }, Cancellation);
        Assert.False(slow.IsCompleted);
        var read = await _toClient.Reader.ReadAsync(Cancellation);
        Assert.Equal(9, read.Buffer.Length);
        _toClient.Reader.AdvanceTo(read.Buffer.End);

        await slow;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_write_to_a_client_that_is_gone_throws(int bytes)
    {
        var first = _stream.WriteAsync(new byte[bytes], Cancellation);
        await _toClient.Reader.CompleteAsync();
        if (bytes == 8)
        {
            await Assert.ThrowsAsync<IOException>(() => first.AsTask());
        }

        await Assert.ThrowsAsync<IOException>(() => _stream.WriteAsync(new byte[bytes], Cancellation).AsTask());
    }

    private async Task SendAsync(params byte[] bytes) => await _toServer.Writer.WriteAsync(bytes, Cancellation);

    private async Task<byte[]> ReadAsync(int most)
    {
        var buffer = new byte[most];
        return buffer[..await _stream.ReadAsync(buffer, Cancellation)];
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
