using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The engine on real sockets, on loopback.</summary>
public sealed class RtcEngineTests : IAsyncLifetime
{
    private static readonly RtcSessionOptions Options = new() { Codecs = [RtcCodec.Pcmu] };
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<RtcClientCall> _calls = [];
    private readonly RtcEngine _engine = Create(_ => { });
    private readonly CancellationTokenSource _limit = new(Patience, TimeProvider.System);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var call in _calls)
        {
            await call.DisposeAsync();
        }

        await _engine.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Many_sessions_share_one_port_and_each_hears_its_own_peer()
    {
        var sessions = new List<IRtcSession>();
        for (var i = 0; i < 10; i++)
        {
            sessions.Add(await ConnectAsync(i));
        }

        for (var i = 0; i < sessions.Count; i++)
        {
            Assert.True(_calls[i].TrySendAudio([(byte)i, 1, 2], 160));
        }

        for (var i = 0; i < sessions.Count; i++)
        {
            var audio = await NextAsync(sessions[i], RtcInputKind.Audio);
            Assert.Equal([(byte)i, 1, 2], audio.Payload.ToArray());
        }
    }

    [Fact]
    public async Task Messages_come_through()
    {
        var session = await ConnectAsync(1);
        Assert.True(_calls[0].TryOpenChannel());
        Assert.True(await UntilAsync(() => _calls[0].TrySendMessage("hello"u8)));

        var message = await NextAsync(session, RtcInputKind.Text);

        Assert.Equal("hello", Encoding.UTF8.GetString(message.Payload.Span));
    }

    [Fact]
    public async Task Strangers_disturb_nobody()
    {
        var session = await ConnectAsync(1);
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var server = new IPEndPoint(IPAddress.Loopback, _engine.Port);
        var random = new Random(8);
        var seeds = Fixture.Datagrams();

        for (var i = 0; i < 2000; i++)
        {
            stranger.SendTo(Mutation.Of(seeds[random.Next(seeds.Count)], random), server);
        }

        _calls[0].TrySendAudio([9], 160);
        Assert.Equal([9], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
        Assert.Equal(0, session.Statistics.PacketsDropped);
    }

    [Fact]
    public async Task A_flood_of_half_open_sessions_is_refused_and_the_open_ones_go_on()
    {
        await using var engine = Create(options => options.MaxHalfOpen = 5);
        using var client = new RtcClient(Setup(1));
        for (var i = 0; i < 5; i++)
        {
            await engine.AcceptAsync(client.Offer(), Options, CancellationToken.None);
        }

        var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await engine.AcceptAsync(client.Offer(), Options, CancellationToken.None)
        );

        Assert.Equal(ErrorCodes.ServerBusy, refused.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\n")]
    [InlineData("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n")]
    public async Task An_offer_that_cannot_be_taken_is_refused_with_a_code(string offer)
    {
        var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await _engine.AcceptAsync(offer, Options, CancellationToken.None)
        );

        Assert.Equal(ErrorCodes.InvalidOffer, refused.Code);
    }

    [Fact]
    public async Task A_session_ends_for_both_when_the_engine_stops()
    {
        var engine = Create(_ => { });
        var session = await ConnectAsync(1, engine);

        await engine.DisposeAsync();

        Assert.Equal("the server is stopping", (await NextAsync(session, RtcInputKind.Closed)).Reason);
        Assert.False(session.TrySendAudio([1], 0, marker: false));
    }

    [Fact]
    public async Task A_peer_by_TCP_is_served_on_the_same_port()
    {
        using var client = new RtcClient(Setup(3));
        var session = await _engine.AcceptAsync(client.Offer(), Options, CancellationToken.None);
        Assert.Contains($"127.0.0.1 {_engine.Port} typ host tcptype passive", session.Answer, StringComparison.Ordinal);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _engine.Port);
        await using var stream = new NetworkStream(socket);
        var buffer = new byte[2048];
        client.Accept(session.Answer, TimeSpan.Zero);

        client.HandleTimeout(TimeSpan.Zero);
        while (!client.IsConnected)
        {
            await SendAsync(client, stream);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 2), _limit.Token);
            var length = (buffer[0] << 8) | buffer[1];
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), _limit.Token);
            client.Receive(buffer.AsSpan(0, length), TimeSpan.Zero);
        }

        client.TrySendAudio([5, 6], 160, marker: true, TimeSpan.Zero);
        await SendAsync(client, stream);
        Assert.Equal([5, 6], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact]
    public async Task A_stream_that_breaks_the_rules_is_closed()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _engine.Port);

        await socket.SendAsync(new byte[] { 0xFF, 0xFF, 1, 2, 3 });

        Assert.Equal(0, await socket.ReceiveAsync(new byte[10], _limit.Token));
    }

    [Fact]
    public void A_taken_port_is_named_in_the_error()
    {
        var refused = Assert.Throws<VoiceAgentException>(() => Create(options => options.UdpPort = _engine.Port));

        Assert.Equal(ErrorCodes.InvalidConfiguration, refused.Code);
        Assert.Contains($"{_engine.Port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Announced_addresses_are_told_instead_of_the_bound_ones()
    {
        await using var engine = Create(options => options.PublicAddresses.Add("203.0.113.7"));
        using var client = new RtcClient(Setup(3));

        var session = await engine.AcceptAsync(client.Offer(), Options, CancellationToken.None);

        Assert.Contains($"udp 2130706431 203.0.113.7 {engine.Port} typ host", session.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", session.Answer, StringComparison.Ordinal);
    }

    private static RtcEngine Create(Action<RtcEngineOptions> configure)
    {
        var options = new RtcEngineOptions();
        options.BindAddresses.Add("127.0.0.1");
        configure(options);
        return new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
    }

    private static RtcClientSetup Setup(int seed) =>
        new()
        {
            Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
            Certificate = Certificate,
            Codec = RtcCodec.Pcmu,
            Epoch = DateTimeOffset.UnixEpoch,
            Random = new Random(seed),
        };

    private async Task<IRtcSession> ConnectAsync(int seed, RtcEngine? engine = null)
    {
        engine ??= _engine;
        var call = new RtcClientCall(Setup(seed), TimeProvider.System);
        _calls.Add(call);
        var session = await engine.AcceptAsync(call.Offer, Options, CancellationToken.None);
        call.Accept(session.Answer, new IPEndPoint(IPAddress.Loopback, engine.Port));
        Assert.True(await UntilAsync(() => call.Connected.IsCompleted));
        await NextAsync(session, RtcInputKind.Connected);
        return session;
    }

    private async Task<RtcInput> NextAsync(IRtcSession session, RtcInputKind kind)
    {
        while (true)
        {
            var input = await session.ReadAsync(_limit.Token);
            if (input.Kind == kind)
            {
                return input;
            }

            Assert.NotEqual(RtcInputKind.Closed, input.Kind);
        }
    }

    /// <summary>Lets the calls do what is due until something is so.</summary>
    private async Task<bool> UntilAsync(Func<bool> isSo)
    {
        while (!isSo() && !_limit.IsCancellationRequested)
        {
            foreach (var call in _calls)
            {
                call.Tick();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return !_limit.IsCancellationRequested;
    }

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
