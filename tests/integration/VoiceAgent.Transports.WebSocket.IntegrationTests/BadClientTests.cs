using System.Net;
using System.Net.Sockets;
using System.Text;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Clients that hang, vanish or break off; another client beside them notices nothing.</summary>
public class BadClientTests
{
    [Fact]
    public async Task A_client_that_never_reads_is_disconnected_and_others_notice_nothing()
    {
        await using var server = await EchoServer.StartAsync(options =>
        {
            options.SlowClientTimeout = TimeSpan.FromMilliseconds(200);
            options.CloseTimeout = TimeSpan.FromMilliseconds(200);
            options.MaxQueuedBytes = 64 * 1024;
        });
        using var deaf = await server.ConnectRawAsync();
        await deaf.SendAsync("""{"type":"start","audio":"binary"}""");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await deaf.SendAsync("""{"type":"text","text":"talk for ever"}""");

        await AssertEchoesAsync(server, until: () => !server.Sessions.Ends.IsEmpty);

        // The session writes 960 MB in all; nothing of it may pile up.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        Assert.Equal(ErrorCodes.SlowClient, server.Sessions.Ends.First());
    }

    [Fact]
    public async Task A_client_that_resets_the_connection_ends_its_session()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await UpgradeAsync(server);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();

        await AssertEchoesAsync(server, until: () => !server.Sessions.Ends.IsEmpty);
        Assert.Equal("connection lost", server.Sessions.Ends.First());
    }

    [Fact]
    public async Task A_client_that_closes_without_a_word_ends_its_session()
    {
        await using var server = await EchoServer.StartAsync();
        using (await UpgradeAsync(server)) { }

        await AssertEchoesAsync(server, until: () => !server.Sessions.Ends.IsEmpty);
        Assert.Equal("connection lost", server.Sessions.Ends.First());
    }

    [Fact]
    public async Task A_client_that_goes_silent_is_noticed_by_pings()
    {
        await using var server = await EchoServer.StartAsync(options =>
        {
            options.KeepAliveInterval = TimeSpan.FromSeconds(1);
            options.KeepAliveTimeout = TimeSpan.FromSeconds(1);
        });
        using var socket = await UpgradeAsync(server); // Open, but it answers no ping.

        await AssertEchoesAsync(server, until: () => !server.Sessions.Ends.IsEmpty);
        Assert.Equal("connection lost", server.Sessions.Ends.First());
    }

    [Theory]
    [InlineData("81830000000022C328")] // Text that is not UTF-8.
    [InlineData("F18000000000")] // Reserved bits.
    [InlineData("810000000000")] // Not masked.
    public async Task A_client_that_breaks_the_rules_of_websockets_ends_its_session(string sent)
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await UpgradeAsync(server);
        await socket.SendAsync(Convert.FromHexString(sent));

        await AssertEchoesAsync(server, until: () => !server.Sessions.Ends.IsEmpty);
        Assert.Equal("protocol error", server.Sessions.Ends.First());
    }

    /// <summary>Says something and hears it, again and again, until something has happened.</summary>
    private static async Task AssertEchoesAsync(EchoServer server, Func<bool> until)
    {
        await using var client = await server.ConnectAsync();
        await using var messages = client.ReadAllAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        while (!until())
        {
            await client.SendTextAsync("hello");
            Assert.True(await messages.MoveNextAsync());
            Assert.IsType<ServerTurn>(messages.Current);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A WebSocket with a session, by hand, so that it can misbehave.</summary>
    private static async Task<Socket> UpgradeAsync(EchoServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {server.Address.AbsolutePath} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
        );
        await ReceiveUntilAsync(socket, "\r\n\r\n");

        // {"type":"start"}, masked with zeros.
        var start = Encoding.ASCII.GetBytes("""{"type":"start"}""");
        await socket.SendAsync((byte[])[0x81, (byte)(0x80 | start.Length), 0, 0, 0, 0, .. start]);
        await ReceiveUntilAsync(socket, "\"notices\":[]}");
        return socket;
    }

    private static async Task ReceiveUntilAsync(Socket socket, string end)
    {
        var received = new StringBuilder();
        var buffer = new byte[1024];
        while (!received.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, count);
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }
}
