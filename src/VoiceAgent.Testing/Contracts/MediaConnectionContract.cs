using VoiceAgent.Frames;
using VoiceAgent.Transports;
using Xunit;

namespace VoiceAgent.Testing.Contracts;

/// <summary>
/// What every <see cref="IMediaConnection"/> promises. Derive a test class from it that plays the client, and each promise is a test of
/// yours.
/// </summary>
public abstract class MediaConnectionContract
{
    private const int Limit = 60_000;
    private const int Pieces = 100_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the connection, with its client. Called once per test.</summary>
    /// <param name="reads">False for a client that never reads what it is sent.</param>
    protected abstract Task<IMediaConnection> ConnectAsync(bool reads);

    /// <summary>The client sends audio.</summary>
    protected abstract Task SendAudioAsync(ReadOnlyMemory<byte> pcm);

    /// <summary>The client sends a typed text.</summary>
    protected abstract Task SendTextAsync(string text);

    /// <summary>The client is gone.</summary>
    protected abstract Task LeaveAsync();

    /// <summary>Runs the body of a test; in virtual time, if the connection is made for it.</summary>
    protected virtual Task RunAsync(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body();
    }

    /// <summary>The connection says what it is.</summary>
    [Fact(Timeout = Limit)]
    public Task Information_is_complete_and_constant() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            var info = connection.Info;

            Assert.False(string.IsNullOrWhiteSpace(info.Transport));
            Assert.False(string.IsNullOrWhiteSpace(info.ConnectionId));
            Assert.InRange(info.Input.SampleRate, 8000, 48000);
            Assert.InRange(info.Output.SampleRate, 8000, 48000);
            Assert.True(info.Lead >= TimeSpan.Zero);
            Assert.Equal(info, connection.Info);
        });

    /// <summary>Audio and messages come in the order they were sent.</summary>
    [Fact(Timeout = Limit)]
    public Task What_the_client_sends_arrives_in_order() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            byte[] before = [.. Enumerable.Range(0, 640).Select(i => (byte)i)];
            byte[] behind = [.. before.Reverse()];
            await SendAudioAsync(before);
            await SendTextAsync("hello");
            await SendAudioAsync(behind);

            Assert.Equal(before, await ReadAudioAsync(connection, before.Length));
            var text = await connection.ReadAsync(Cancellation);
            Assert.Equal("hello", Assert.IsType<InputTextFrame>(text.Message).Text);
            Assert.Equal(behind, await ReadAudioAsync(connection, behind.Length));
        });

    /// <summary>The end of a client is told as <see cref="MediaInputKind.Closed"/>, for ever.</summary>
    [Fact(Timeout = Limit)]
    public Task A_client_that_leaves_is_told_for_ever() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            var reading = ReadToEndAsync(connection);
            await LeaveAsync();

            var end = await reading;
            Assert.False(string.IsNullOrWhiteSpace(end.Reason));
            Assert.Equal(end, await connection.ReadAsync(Cancellation));
        });

    /// <summary>Cancelling a read loses nothing.</summary>
    [Fact(Timeout = Limit)]
    public Task A_cancelled_read_may_be_repeated() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            using var cancelled = new CancellationTokenSource();
            var reading = connection.ReadAsync(cancelled.Token).AsTask();
            cancelled.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

            await SendTextAsync("hello");

            Assert.IsType<InputTextFrame>((await connection.ReadAsync(Cancellation)).Message);
        });

    /// <summary>Disposal ends a read that waits, and may be repeated.</summary>
    [Fact(Timeout = Limit)]
    public Task Disposal_ends_the_reader() =>
        RunAsync(async () =>
        {
            var connection = await ConnectAsync(reads: true);
            var reading = ReadToEndAsync(connection);

            await connection.DisposeAsync();
            await connection.DisposeAsync();

            await reading;
        });

    /// <summary>The session does not have to know that the client is gone.</summary>
    [Fact(Timeout = Limit)]
    public Task Writing_to_a_client_that_is_gone_does_nothing() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            await LeaveAsync();
            await ReadToEndAsync(connection);

            await WriteAsync(connection, 0);
            await connection.WriteMessageAsync(new BotStartedSpeakingFrame(), Cancellation);
            await connection.ClearAsync(new ResponseId(1), Cancellation);
        });

    /// <summary>Frames a client has no use for, and clears of nothing, are taken.</summary>
    [Fact(Timeout = Limit)]
    public Task Anything_may_be_written() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: true);
            await connection.ClearAsync(new ResponseId(1), Cancellation);
            await connection.WriteMessageAsync(new NobodyKnowsFrame(), Cancellation);
            await WriteAsync(connection, 0);
            await connection.ClearAsync(new ResponseId(1), Cancellation);
            await connection.ClearAsync(new ResponseId(1), Cancellation);

            await SendTextAsync("still there");
            while ((await connection.ReadAsync(Cancellation)) is var input && input.Message is not InputTextFrame)
            {
                Assert.NotEqual(MediaInputKind.Closed, input.Kind);
            }
        });

    /// <summary>Writes are bounded in memory and in time.</summary>
    [Fact(Timeout = Limit)]
    public Task A_client_that_never_reads_is_disconnected() =>
        RunAsync(async () =>
        {
            await using var connection = await ConnectAsync(reads: false);
            var reading = ReadToEndAsync(connection);
            for (var piece = 0; piece < Pieces && !reading.IsCompleted; piece++)
            {
                await WriteAsync(connection, piece);
            }

            Assert.True(reading.IsCompleted, $"{Pieces} pieces of audio were taken for a client that reads nothing");
        });

    private static async Task<byte[]> ReadAudioAsync(IMediaConnection connection, int length)
    {
        var audio = new List<byte>();
        while (audio.Count < length)
        {
            var input = await connection.ReadAsync(Cancellation);
            Assert.Equal(MediaInputKind.Audio, input.Kind);
            audio.AddRange(input.Audio.ToArray());
        }

        return [.. audio];
    }

    private static async Task<MediaInput> ReadToEndAsync(IMediaConnection connection)
    {
        MediaInput input;
        do
        {
            input = await connection.ReadAsync(Cancellation);
        } while (input.Kind != MediaInputKind.Closed);

        return input;
    }

    private static ValueTask WriteAsync(IMediaConnection connection, long piece)
    {
        var format = connection.Info.Output;
        var pcm = new byte[format.BytesIn(TimeSpan.FromMilliseconds(20))];
        var position = piece * (pcm.Length / format.BytesPerSample);
        return connection.WriteAudioAsync(new MediaOutput(new ResponseId(1), pcm, position), Cancellation);
    }

    private sealed record NobodyKnowsFrame : SystemFrame;
}
