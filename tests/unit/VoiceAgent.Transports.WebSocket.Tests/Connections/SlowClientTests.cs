using VoiceAgent.Errors;
using VoiceAgent.Frames;
using static VoiceAgent.Transports.WebSockets.Connections.ConnectionHarness;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>What happens when a client reads slowly or not at all, and how a clear overtakes what waits.</summary>
public class SlowClientTests
{
    [Fact]
    public void After_clear_no_stale_audio_follows_and_what_waits_is_overtaken()
    {
        var harness = new ConnectionHarness(capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            for (var piece = 0; piece < 20; piece++)
            {
                await connection.WriteAudioAsync(Speech(1, 480 * piece), default);
            }

            await connection.WriteMessageAsync(new BotHeardFrame(new(1), "Hel", IsFinal: true), default);
            await connection.ClearAsync(new ResponseId(1), default);
            await connection.WriteAudioAsync(Speech(1, 9600), default);
            await connection.WriteAudioAsync(Speech(2, 10080), default);
            _ = harness.ReadAsync();

            var clear = harness.Received.IndexOf("""{"type":"clear","response_id":1}""");
            Assert.InRange(clear, 1, 6); // Behind the mark and what the socket had taken already.
            Assert.Equal(
                [
                    """{"type":"heard","response_id":1,"text":"Hel","final":true,"interrupted":false}""",
                    """{"type":"mark","response_id":2,"position":10080}""",
                    "pcm 960",
                ],
                harness.Received.Skip(clear + 1)
            );
        });
    }

    [Fact]
    public void Audio_of_no_response_survives_a_clear()
    {
        var harness = new ConnectionHarness(capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            for (var piece = 0; piece < 10; piece++)
            {
                await connection.WriteAudioAsync(Speech(0, 480 * piece), default);
            }

            await connection.ClearAsync(new ResponseId(5), default);
            _ = harness.ReadAsync();

            Assert.Equal(10, harness.Received.Count(message => message == "pcm 960"));
        });
    }

    [Fact]
    public void A_client_that_never_reads_is_disconnected_and_memory_stays_bounded()
    {
        var options = new WebSocketTransportOptions { MaxQueuedBytes = 32_000 };
        var harness = new ConnectionHarness(options, capacity: 4096);
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            var written = 0;
            while (connection.CloseReason is null)
            {
                await connection.WriteAudioAsync(Speech(1, 480 * written++), default);
            }

            Assert.Equal(options.SlowClientTimeout, harness.Time.Elapsed);
            Assert.InRange(written, 30, 50);
            Assert.Equal(MediaInput.FromLost(ErrorCodes.SlowClient), await connection.ReadAsync(default));
            await connection.DisposeAsync();
            Assert.Equal(options.SlowClientTimeout + options.CloseTimeout, harness.Time.Elapsed);
        });
    }

    [Fact]
    public void A_slow_client_that_comes_back_is_told_why()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxQueuedBytes = 32_000 }, capacity: 4096);
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            for (var piece = 0; connection.CloseReason is null; piece++)
            {
                await connection.WriteAudioAsync(Speech(1, 480 * piece), default);
            }

            await harness.ReadAsync();
            await connection.DisposeAsync();

            Assert.Contains("\"code\":\"slow_client\"", harness.Received[^2], StringComparison.Ordinal);
            Assert.Equal("close 1008 slow_client", harness.Received[^1]);
        });
    }

    [Fact]
    public void A_client_that_reads_in_time_gets_everything()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxQueuedBytes = 32_000 }, capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            async Task WriteAll()
            {
                for (var piece = 0; piece < 200; piece++)
                {
                    await connection.WriteAudioAsync(Speech(1, 480 * piece), default);
                }
            }

            var writing = WriteAll();
            Assert.False(writing.IsCompleted);
            await Task.Delay(TimeSpan.FromSeconds(4.9), harness.Time);
            _ = harness.ReadAsync();
            await writing;

            Assert.Equal(200, harness.Received.Count(message => message == "pcm 960"));
        });
    }

    [Fact]
    public void A_clear_frees_a_write_that_waits()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxQueuedBytes = 32_000 }, capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            var writing = Task.CompletedTask;
            for (var piece = 0; writing.IsCompleted; piece++)
            {
                writing = connection.WriteAudioAsync(Speech(1, 480 * piece), default).AsTask();
            }

            await connection.ClearAsync(new ResponseId(1), default);
            await writing;
            Assert.Equal(TimeSpan.Zero, harness.Time.Elapsed);
            _ = harness.ReadAsync();
        });
    }

    [Fact]
    public void A_write_that_waits_can_be_given_up()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxQueuedBytes = 4096 }, capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            using var cancellation = new CancellationTokenSource();
            var writing = Task.CompletedTask;
            for (var piece = 0; writing.IsCompleted; piece++)
            {
                writing = connection.WriteAudioAsync(Speech(1, 480 * piece), cancellation.Token).AsTask();
            }

            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
            Assert.Null(connection.CloseReason);
            _ = harness.ReadAsync();
        });
    }
}
