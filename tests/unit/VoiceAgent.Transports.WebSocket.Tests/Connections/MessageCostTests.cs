using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Transports.WebSockets.Assistant;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>Prints what a message costs each way, through real WebSockets in memory. It asserts that all arrive, not how fast.</summary>
public class MessageCostTests(ITestOutputHelper output)
{
    private const int Messages = 50_000;
    private static readonly byte[] Input = new byte[640];
    private static readonly byte[] Output = new byte[960];

    [Fact]
    public void Receiving_binary_audio() => Measure("binary audio in", harness => ReceiveAsync(harness, Input, binary: true));

    [Fact]
    public void Receiving_base64_audio()
    {
        var message = Encoding.UTF8.GetBytes(
            $$"""{"type":"audio","audio_data":"{{Convert.ToBase64String(Input)}}"}"""
        );
        Measure("base64 audio in", harness => ReceiveAsync(harness, message, binary: false));
    }

    [Fact]
    public void Sending_binary_audio() => Measure("binary audio out", SendAsync);

    [Fact]
    public void Sending_base64_audio() =>
        Measure("base64 audio out", SendAsync, new AssistantHello { BinaryAudio = false });

    private void Measure(string what, Func<ConnectionHarness, Task> run, AssistantHello? hello = null)
    {
        for (var round = 0; round < 3; round++)
        {
            var harness = new ConnectionHarness(hello: hello ?? new AssistantHello { BinaryAudio = true }, capacity: 1 << 20);
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = TimeProvider.System.GetTimestamp();
            run(harness).GetAwaiter().GetResult(); // All inline: no clock is needed.
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            output.WriteLine(
                $"{what}: {elapsed.TotalNanoseconds / Messages:0} ns and {(double)bytes / Messages:0} bytes per message, both ends"
            );
        }
    }

    /// <summary>The client sends, the connection reads: the array of each piece of PCM is part of the bytes.</summary>
    private static async Task ReceiveAsync(ConnectionHarness harness, byte[] message, bool binary)
    {
        var connection = harness.Connect();
        var received = 0;
        var reading = ReadAllAsync();
        var type = binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        for (var i = 0; i < Messages; i++)
        {
            await harness.Client.SendAsync(message.AsMemory(), type, true, CancellationToken.None);
        }

        Assert.Equal(Messages, received);
        harness.Break();
        await reading;
        await connection.DisposeAsync();

        async Task ReadAllAsync()
        {
            while ((await connection.ReadAsync(CancellationToken.None)).Kind == MediaInputKind.Audio)
            {
                received++;
            }
        }
    }

    private static async Task SendAsync(ConnectionHarness harness)
    {
        var connection = harness.Connect();
        var received = 0;
        var reading = ReadAllAsync();
        for (var i = 0; i < Messages; i++)
        {
            await connection.WriteAudioAsync(new MediaOutput(new(1), Output, 480L * i), CancellationToken.None);
        }

        Assert.Equal(Messages + 1, received);
        harness.Break();
        await reading;
        await connection.DisposeAsync();

        async Task ReadAllAsync()
        {
            var buffer = new byte[4096];
            try
            {
                while (true)
                {
                    await harness.Client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    received++;
                }
            }
            catch (WebSocketException)
            {
                // Broken on purpose.
            }
        }
    }
}
