using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Transports.WebSockets.Assistant;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// Prints what a message costs the server each way: WebSocket frame, protocol and hand-over, without the network. It checks that all
/// arrive, not how fast.
/// </summary>
public class MessageCostTests(ITestOutputHelper output)
{
    private const int Messages = 50_000;
    private const int Rounds = 4;
    private static readonly byte[] Input = new byte[640];
    private static readonly byte[] Output = new byte[960];

    [Fact]
    public async Task Binary_audio_in() => await ReceiveAsync(Input, WebSocketMessageType.Binary);

    [Fact]
    public async Task Base64_audio_in()
    {
        var json = $$"""{"type":"audio","audio_data":"{{Convert.ToBase64String(Input)}}"}""";
        await ReceiveAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Audio_out(bool binary)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var connection = Connect(new OneWayStream(), binary);
            var cost = new Cost();
            for (var i = 0; i < Messages; i++)
            {
                await connection.WriteAudioAsync(new MediaOutput(new(1), Output, 480L * i), CancellationToken.None);
            }

            Print(cost, binary ? "binary audio out" : "base64 audio out");
            Assert.Null(connection.CloseReason);
        }
    }

    private async Task ReceiveAsync(byte[] message, WebSocketMessageType type)
    {
        using var wire = new MemoryStream();
        var client = WebSocket.CreateFromStream(new OneWayStream(keep: wire), new WebSocketCreationOptions());
        await client.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
        for (var round = 0; round < Rounds; round++)
        {
            var stream = new OneWayStream(wire.ToArray(), Messages);
            var connection = Connect(stream, binary: true);
            var reading = CountAsync(connection);
            var cost = new Cost();
            stream.Start();
            Print(cost, type == WebSocketMessageType.Binary ? "binary audio in" : "base64 audio in");
            Assert.Equal(Messages, await reading);
        }
    }

    private static async Task<int> CountAsync(WebSocketMediaConnection connection)
    {
        var received = 0;
        while ((await connection.ReadAsync(CancellationToken.None)).Kind == MediaInputKind.Audio)
        {
            received++;
        }

        return received;
    }

    private static WebSocketMediaConnection Connect(Stream stream, bool binary)
    {
        var options = new WebSocketTransportOptions();
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var protocol = new AssistantProtocol("5f1c", ToolEventDetail.Full)
        {
            Hello = new AssistantHello { BinaryAudio = binary },
        };
        return new WebSocketMediaConnection(
            new WebSocketLink(socket, protocol, options, TimeProvider.System),
            new MediaConnectionInfo { Transport = "websocket", ConnectionId = "5f1c" },
            options.MaxBadMessages
        );
    }

    private void Print(Cost cost, string what) =>
        output.WriteLine(
            $"{what}: {cost.Nanoseconds / Messages:0} ns and {cost.Bytes / Messages:0.0} bytes per message"
        );

    private sealed class Cost
    {
        private readonly long _bytes = GC.GetAllocatedBytesForCurrentThread();
        private readonly long _started = TimeProvider.System.GetTimestamp();

        public double Nanoseconds => TimeProvider.System.GetElapsedTime(_started).TotalNanoseconds;

        public double Bytes => GC.GetAllocatedBytesForCurrentThread() - _bytes;
    }
}
