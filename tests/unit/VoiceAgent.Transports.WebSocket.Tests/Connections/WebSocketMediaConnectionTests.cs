using System.Net.WebSockets;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using static VoiceAgent.Transports.WebSockets.Connections.ConnectionHarness;

namespace VoiceAgent.Transports.WebSockets.Connections;

public class WebSocketMediaConnectionTests
{
    private static readonly byte[] Pcm = [1, 0, 255, 255];

    [Fact]
    public void What_the_client_sends_is_read_in_order()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect(MediaInput.FromPlayed(0));
            _ = harness.ReadAsync();
            await harness.SendAsync(Pcm);
            await harness.SendAsync("""{"type":"audio","audio_data":"AQD//w=="}""");
            await harness.SendAsync("""{"type":"text","text":"hello"}""");
            await harness.SendAsync("""{"type":"end"}""");

            Assert.Equal(MediaInputKind.Played, (await connection.ReadAsync(default)).Kind);
            Assert.Equal(Pcm, (await connection.ReadAsync(default)).Audio.ToArray());
            Assert.Equal(Pcm, (await connection.ReadAsync(default)).Audio.ToArray());
            Assert.IsType<InputTextFrame>((await connection.ReadAsync(default)).Message);
            Assert.IsType<EndFrame>((await connection.ReadAsync(default)).Message);

            await connection.DisposeAsync();
            Assert.Equal(["""{"type":"bye","reason":"client"}""", "close 1000 end"], harness.Received);
        });
    }

    [Fact]
    public void A_message_in_many_pieces_is_one_message()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            var pcm = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();
            for (var at = 0; at < pcm.Length; at += 1000)
            {
                var last = at + 1000 == pcm.Length;
                await harness.Client.SendAsync(pcm.AsMemory(at, 1000), WebSocketMessageType.Binary, last, default);
            }

            Assert.Equal(pcm, (await connection.ReadAsync(default)).Audio.ToArray());
        });
    }

    [Fact]
    public void Messages_and_audio_reach_the_client_before_the_write_returns()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            _ = harness.ReadAsync();

            Assert.True(
                connection
                    .WriteMessageAsync(new LlmTextFrame("Hi") { ResponseId = new(1) }, default)
                    .AsTask()
                    .IsCompleted
            );
            Assert.True(connection.WriteMessageAsync(new StartFrame(), default).AsTask().IsCompleted);
            Assert.True(connection.WriteAudioAsync(Speech(1, 0), default).AsTask().IsCompleted);
            Assert.True(connection.WriteAudioAsync(Speech(1, 480), default).AsTask().IsCompleted);

            Assert.Equal(
                [
                    """{"type":"response","response_id":1,"text":"Hi"}""",
                    """{"type":"mark","response_id":1,"position":0}""",
                    "pcm 960",
                    "pcm 960",
                ],
                harness.Received
            );
            await connection.DisposeAsync();
        });
    }

    [Fact]
    public void A_mark_comes_with_every_response_and_every_jump()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            await connection.WriteAudioAsync(Speech(1, 0), default);
            await connection.WriteAudioAsync(Speech(2, 480), default);
            await connection.WriteAudioAsync(Speech(2, 960), default);
            await connection.WriteAudioAsync(Speech(2, 9600), default);

            Assert.Equal(
                [
                    """{"type":"mark","response_id":1,"position":0}""",
                    """{"type":"mark","response_id":2,"position":480}""",
                    """{"type":"mark","response_id":2,"position":9600}""",
                ],
                harness.Received.Where(message => message.StartsWith('{'))
            );
        });
    }

    [Theory]
    [InlineData("nonsense", ErrorCodes.InvalidMessage)]
    [InlineData("""{"type":"dance"}""", ErrorCodes.UnknownType)]
    [InlineData("""{"type":"audio","audio_data":"?"}""", ErrorCodes.InvalidAudio)]
    [InlineData("""{"type":"audio","audio_data":"AQD/"}""", ErrorCodes.InvalidAudio)]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":96000}""", ErrorCodes.UnsupportedAudio)]
    public void A_wrong_message_gets_an_error_and_the_conversation_goes_on(string message, string code)
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            await harness.SendAsync(message);
            await harness.SendAsync(Pcm);

            var error = Assert.Single(harness.Received);
            Assert.Contains($"\"code\":\"{code}\"", error, StringComparison.Ordinal);
            Assert.Contains("\"fatal\":false", error, StringComparison.Ordinal);
            Assert.Equal(MediaInputKind.Audio, (await connection.ReadAsync(default)).Kind);
        });
    }

    [Fact]
    public void Too_many_wrong_messages_end_the_conversation()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxBadMessages = 3 });
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            for (var i = 0; i < 5; i++)
            {
                await harness.SendAsync("nonsense");
            }

            await harness.ReadAsync();

            Assert.Equal(4, harness.Received.Count);
            Assert.Contains("\"code\":\"overflow\"", harness.Received[^2], StringComparison.Ordinal);
            Assert.Equal("close 1008 overflow", harness.Received[^1]);
            Assert.Equal(MediaInput.FromClosed(ErrorCodes.Overflow), await connection.ReadAsync(default));
        });
    }

    [Fact]
    public void An_oversize_message_ends_the_conversation()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxMessageBytes = 5000 });
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            await harness.SendAsync(new byte[5000]);
            Assert.Equal(5000, (await connection.ReadAsync(default)).Audio.Length);
            await harness.SendAsync(new byte[5002]);

            Assert.Contains("\"code\":\"message_too_large\"", harness.Received[0], StringComparison.Ordinal);
            Assert.Equal("close 1009 message_too_large", harness.Received[1]);
            Assert.Equal(MediaInput.FromClosed(ErrorCodes.MessageTooLarge), await connection.ReadAsync(default));
        });
    }

    [Fact]
    public void A_client_cannot_have_played_more_than_it_was_sent()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            await connection.WriteAudioAsync(Speech(1, 1000), default);
            await harness.SendAsync("""{"type":"played","samples":1200}""");
            await harness.SendAsync("""{"type":"played","samples":99999999}""");

            Assert.Equal(1200, (await connection.ReadAsync(default)).PlayedSamples);
            Assert.Equal(1480, (await connection.ReadAsync(default)).PlayedSamples);
        });
    }

    [Fact]
    public void A_client_that_closes_gets_its_close_back_and_the_reader_learns_it()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            await harness.Client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "bye", default);
            await harness.ReadAsync();

            Assert.Equal(["close 1001 client"], harness.Received);
            Assert.Equal(MediaInput.FromClosed("client"), await connection.ReadAsync(default));
            Assert.Equal(MediaInput.FromClosed("client"), await connection.ReadAsync(default));
            await connection.WriteAudioAsync(Speech(1, 0), default);
            await connection.WriteMessageAsync(new UserTurnFrame("x"), default);
            await connection.ClearAsync(new ResponseId(1), default);
            await connection.DisposeAsync();
            Assert.Equal(TimeSpan.Zero, harness.Time.Elapsed);
        });
    }

    [Fact]
    public void A_client_that_vanishes_is_a_lost_connection()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            harness.Break();

            Assert.Equal(MediaInput.FromLost("connection lost"), await connection.ReadAsync(default));
            await connection.WriteAudioAsync(Speech(1, 0), default);
            await connection.DisposeAsync();
            await connection.DisposeAsync();
            Assert.Equal(TimeSpan.Zero, harness.Time.Elapsed);
        });
    }

    [Fact]
    public void A_client_that_sends_broken_text_is_told_so()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            await harness.Client.SendAsync(
                new byte[] { 0x22, 0xC3, 0x28 },
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
            _ = harness.ReadAsync();

            Assert.StartsWith("close 1007", harness.Received[^1], StringComparison.Ordinal);
            Assert.Equal(MediaInput.FromLost("protocol error"), await connection.ReadAsync(default));
            await connection.DisposeAsync();
        });
    }

    [Fact]
    public void A_client_that_does_not_answer_a_close_is_aborted()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            await connection.DisposeAsync();

            Assert.Equal(harness.Options.CloseTimeout, harness.Time.Elapsed);
        });
    }

    [Fact]
    public void A_fatal_error_closes_with_its_code()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            _ = harness.ReadAsync();
            await connection.WriteMessageAsync(new ErrorFrame("provider_failed", "No.") { IsFatal = true }, default);
            await connection.DisposeAsync();

            Assert.Equal(
                [
                    """{"type":"error","code":"provider_failed","message":"No.","fatal":true}""",
                    "close 1011 provider_failed",
                ],
                harness.Received
            );
        });
    }

    [Fact]
    public void A_fatal_error_is_told_once()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            _ = harness.ReadAsync();
            await connection.WriteMessageAsync(new ErrorFrame("provider_failed", "No.") { IsFatal = true }, default);
            connection.Fail("provider_failed", "No.");
            await connection.DisposeAsync();

            Assert.Equal(2, harness.Received.Count);
            Assert.Equal("close 1011 provider_failed", harness.Received[^1]);
        });
    }

    [Fact]
    public void The_reason_of_the_end_is_told()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            _ = harness.ReadAsync();
            await connection.WriteMessageAsync(new EndFrame("silence"), default);
            await connection.DisposeAsync();

            Assert.Equal(["""{"type":"bye","reason":"silence"}""", "close 1000 end"], harness.Received);
        });
    }

    [Fact]
    public void A_shutdown_is_told_and_the_first_reason_counts()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            _ = harness.ReadAsync();
            connection.Shutdown();
            connection.Fail(ErrorCodes.Internal, "too late");
            Assert.Equal(MediaInput.FromClosed("shutdown"), await connection.ReadAsync(default));
            await connection.DisposeAsync();

            Assert.Equal(["""{"type":"bye","reason":"shutdown"}""", "close 1001 shutdown"], harness.Received);
        });
    }

    [Fact]
    public void Cancelling_a_read_leaves_the_connection_open()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            _ = harness.ReadAsync();
            using var cancellation = new CancellationTokenSource();
            var read = connection.ReadAsync(cancellation.Token).AsTask();
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            await harness.SendAsync(Pcm);

            Assert.Equal(MediaInputKind.Audio, (await connection.ReadAsync(default)).Kind);
        });
    }

    [Fact]
    public void A_session_that_does_not_read_stops_the_client_and_can_still_be_closed()
    {
        var harness = new ConnectionHarness(capacity: 4096);
        harness.Time.Run(async () =>
        {
            var connection = harness.Connect();
            var sending = Task.CompletedTask;
            var sent = 0;
            while (sending.IsCompleted)
            {
                sending = harness.SendAsync(new byte[640]);
                sent++;
            }

            Assert.InRange(sent, 64, 80);
            var closing = connection.DisposeAsync();
            await sending;
            await harness.ReadAsync();
            await closing;
            Assert.Equal("close 1000 end", harness.Received[^1]);
        });
    }
}
