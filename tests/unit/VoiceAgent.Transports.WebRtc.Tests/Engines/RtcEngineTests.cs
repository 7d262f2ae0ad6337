using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Errors;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>What is the default engine's own: one port for all, TCP, and what real peers send to it.</summary>
public sealed class RtcEngineTests : RtcEngineFixture
{
    private int Port => ((RtcEngine)Engine).Port;

    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);

    [Fact]
    public async Task Many_sessions_share_one_port_and_each_hears_its_own_peer()
    {
        var calls = new List<(IRtcSession Session, EnginePeer Peer)>();
        for (var i = 0; i < 10; i++)
        {
            calls.Add(await ConnectAsync(i));
            Assert.Equal(Port, EnginePeer.AddressIn(calls[i].Session.Answer).Port);
        }

        for (var i = 0; i < calls.Count; i++)
        {
            Assert.True(calls[i].Peer.Call.TrySendAudio([(byte)i, 1, 2], 160));
        }

        for (var i = 0; i < calls.Count; i++)
        {
            var audio = await NextAsync(calls[i].Session, RtcInputKind.Audio);
            Assert.Equal([(byte)i, 1, 2], audio.Payload.ToArray());
        }
    }

    [Fact]
    public async Task Datagrams_of_real_peers_damaged_and_from_strangers_disturb_nobody()
    {
        var (session, peer) = await ConnectAsync();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var server = new IPEndPoint(IPAddress.Loopback, Port);
        var random = new Random(8);
        var seeds = Fixture.Datagrams();

        for (var i = 0; i < 2000; i++)
        {
            stranger.SendTo(Mutation.Of(seeds[random.Next(seeds.Count)], random), server);
        }

        peer.Call.TrySendAudio([9], 160);
        Assert.Equal([9], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
        Assert.Equal(0, session.Statistics.PacketsDropped);
    }

    [Fact]
    public async Task A_peer_by_TCP_is_served_on_the_same_port()
    {
        using var certificate = DtlsCertificate.Create(TimeProvider.System);
        using var client = new RtcClient(Setup(3, certificate));
        var session = await Engine.AcceptAsync(client.Offer(), Options, CancellationToken.None);
        Assert.Contains($"127.0.0.1 {Port} typ host tcptype passive", session.Answer, StringComparison.Ordinal);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = new NetworkStream(socket);
        var buffer = new byte[2048];
        client.Accept(session.Answer, TimeSpan.Zero);

        client.HandleTimeout(TimeSpan.Zero);
        while (!client.IsConnected)
        {
            await SendAsync(client, stream);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 2), Cancellation);
            var length = (buffer[0] << 8) | buffer[1];
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), Cancellation);
            client.Receive(buffer.AsSpan(0, length), TimeSpan.Zero);
        }

        client.TrySendAudio([5, 6], 160, marker: true, TimeSpan.Zero);
        await SendAsync(client, stream);
        Assert.Equal([5, 6], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact]
    public async Task A_peer_by_IPv6_is_served()
    {
        Assert.SkipUnless(HasIPv6(), "This machine has no IPv6 on its loopback.");
        var options = new RtcEngineOptions();
        options.BindAddresses.Add("::1");
        await using var engine = (RtcEngine)Create(options);
        using var certificate = DtlsCertificate.Create(TimeProvider.System);
        using var client = new RtcClient(Setup(4, certificate));
        var session = await engine.AcceptAsync(client.Offer(), Options, CancellationToken.None);
        var server = EnginePeer.AddressIn(session.Answer);
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server);
        var buffer = new byte[2048];
        client.Accept(session.Answer, TimeSpan.Zero);

        client.HandleTimeout(TimeSpan.Zero);
        while (!client.IsConnected)
        {
            await SendAsync(client, socket);
            client.Receive(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, Cancellation)), TimeSpan.Zero);
        }

        client.TrySendAudio([5, 6], 160, marker: true, TimeSpan.Zero);
        await SendAsync(client, socket);
        Assert.Equal([5, 6], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
        Assert.Equal(IPAddress.IPv6Loopback, server.Address);
    }

    [Fact]
    public async Task A_stream_that_breaks_the_rules_is_closed()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);

        await socket.SendAsync(new byte[] { 0xFF, 0xFF, 1, 2, 3 });

        Assert.Equal(0, await socket.ReceiveAsync(new byte[10], Cancellation));
    }

    [Fact]
    public void A_taken_port_is_named_in_the_error()
    {
        var refused = Assert.Throws<VoiceAgentException>(() => Create(options => options.UdpPort = Port));

        Assert.Equal(ErrorCodes.InvalidConfiguration, refused.Code);
        Assert.Contains($"{Port}", refused.Message, StringComparison.Ordinal);
    }

    private static bool HasIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task SendAsync(RtcClient client, Socket socket)
    {
        var datagram = new byte[2048];
        while (client.TakeTransmit(datagram, TimeSpan.Zero) is > 0 and var length)
        {
            await socket.SendAsync(datagram.AsMemory(0, length), CancellationToken.None);
        }
    }

    private static RtcClientSetup Setup(int seed, DtlsCertificate certificate) =>
        new()
        {
            Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
            Certificate = certificate,
            Codec = RtcCodec.Pcmu,
            Epoch = DateTimeOffset.UnixEpoch,
            Random = new Random(seed),
        };

    private static async Task SendAsync(RtcClient client, NetworkStream stream)
    {
        var buffer = new byte[2048];
        while (client.TakeTransmit(buffer.AsSpan(2), TimeSpan.Zero) is > 0 and var length)
        {
            (buffer[0], buffer[1]) = ((byte)(length >> 8), (byte)length);
            await stream.WriteAsync(buffer.AsMemory(0, 2 + length));
        }
    }
}
