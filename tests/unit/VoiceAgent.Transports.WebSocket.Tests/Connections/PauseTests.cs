using VoiceAgent.Frames;
using static VoiceAgent.Transports.WebSockets.Connections.ConnectionHarness;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A pause drops what waits, as a clear does, and lets the same response go on.</summary>
public class PauseTests
{
    [Fact]
    public void A_pause_drops_what_waits_and_the_response_goes_on_at_a_new_position()
    {
        var harness = new ConnectionHarness(capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            for (var piece = 0; piece < 20; piece++)
            {
                await connection.WriteAudioAsync(Speech(piece % 2, 480 * piece), default);
            }

            await connection.PauseAsync(new ResponseId(1), default);
            await connection.WriteAudioAsync(Speech(1, 9600), default);
            _ = harness.ReadAsync();

            var clear = harness.Received.IndexOf("""{"type":"clear","response_id":1}""");
            Assert.InRange(clear, 1, 12);
            Assert.Equal(
                ["""{"type":"mark","response_id":1,"position":9600}""", "pcm 960"],
                harness.Received.Skip(clear + 1)
            );
        });
    }

    [Fact]
    public void An_interruption_after_a_pause_refuses_the_response_again()
    {
        var harness = new ConnectionHarness(capacity: 4096);
        harness.Time.Run(async () =>
        {
            await using var connection = harness.Connect();
            await connection.PauseAsync(new ResponseId(2), default);
            await connection.ClearAsync(new ResponseId(1), default);
            await connection.WriteAudioAsync(Speech(1, 0), default);
            await connection.WriteAudioAsync(Speech(2, 480), default);
            _ = harness.ReadAsync();

            Assert.Single(harness.Received, message => message == "pcm 960");
            Assert.Contains("""{"type":"mark","response_id":2,"position":480}""", harness.Received);
        });
    }
}
