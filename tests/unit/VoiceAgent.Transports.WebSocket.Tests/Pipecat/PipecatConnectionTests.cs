using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public class PipecatConnectionTests
{
    [Fact]
    public void A_client_that_leaves_after_the_goodbye_is_not_closed_on()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var connection = harness.Connect();
            await connection.WriteMessageAsync(new EndFrame("client"), default);
            var disposing = connection.DisposeAsync().AsTask();
            Assert.Equal(
                ["""{"label":"rtvi-ai","type":"server-message","data":{"type":"session-ended","reason":"client"}}"""],
                harness.Received
            );
            Assert.False(disposing.IsCompleted);

            await harness.Client.CloseOutputAsync(
                System.Net.WebSockets.WebSocketCloseStatus.NormalClosure,
                null,
                default
            );
            await disposing;
        });
        Assert.Equal(TimeSpan.Zero, harness.Time.Elapsed);
    }

    [Fact]
    public void A_client_that_stays_is_closed_on_after_a_moment_and_told_once()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var connection = harness.Connect();
            await connection.WriteMessageAsync(new EndFrame("idle"), default);
            await connection.DisposeAsync();
        });
        Assert.Equal(TimeSpan.FromSeconds(2), harness.Time.Elapsed);
        Assert.Equal(["server-message", "close 1000 end"], harness.Types);
    }

    [Fact]
    public void Audio_goes_out_in_whole_blocks_and_the_rest_when_the_response_was_sent()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var connection = harness.Connect(TimeSpan.Zero);
            await connection.WriteAudioAsync(new MediaOutput(new ResponseId(1), new byte[960], 0), default);
            await connection.WriteAudioAsync(new MediaOutput(new ResponseId(1), new byte[100], 480), default);
            await connection.WriteMessageAsync(new ResponseSentFrame(new ResponseId(1)), default);
            await connection.WriteMessageAsync(new ResponseSentFrame(new ResponseId(1)), default);

            Assert.Equal(["pcm 768 at 24000x1", "pcm 256 at 24000x1", "pcm 256 at 24000x1"], harness.Received);
            await connection.DisposeAsync();
        });
    }

    [Fact]
    public void An_interruption_leaves_nothing_of_a_response_behind()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var connection = harness.Connect(TimeSpan.Zero);
            await connection.WriteAudioAsync(new MediaOutput(new ResponseId(1), new byte[100], 0), default);
            await connection.WriteMessageAsync(new InterruptionFrame(new ResponseId(1)), default);
            await connection.WriteMessageAsync(new ResponseSentFrame(new ResponseId(2)), default);

            Assert.Equal(["bot-interrupted"], harness.Types);
            await connection.DisposeAsync();
        });
    }
}
