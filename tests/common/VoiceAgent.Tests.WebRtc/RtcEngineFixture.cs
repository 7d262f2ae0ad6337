using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;
using Xunit;

namespace VoiceAgent.Tests.WebRtc;

/// <summary>An engine on loopback, and peers that call it.</summary>
public abstract class RtcEngineFixture : IAsyncLifetime
{
    /// <summary>How long one test may take.</summary>
    protected const int Limit = 60_000;

    /// <summary>What most tests agree to.</summary>
    protected static readonly RtcSessionOptions Options = new() { Codecs = [RtcCodec.Pcmu] };

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20), TimeProvider.System);
    private readonly List<EnginePeer> _peers = [];
    private IRtcEngine? _engine;

    /// <summary>The engine with options that need no changes.</summary>
    protected IRtcEngine Engine => _engine ??= Create();

    /// <summary>Ends a wait that takes too long.</summary>
    protected CancellationToken Cancellation => _limit.Token;

    /// <summary>Makes the engine.</summary>
    /// <param name="options">Bound to loopback.</param>
    protected abstract IRtcEngine Create(RtcEngineOptions options);

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the engine with other options.</summary>
    protected IRtcEngine Create(Action<RtcEngineOptions>? configure = null)
    {
        var options = new RtcEngineOptions();
        options.BindAddresses.Add("127.0.0.1");
        configure?.Invoke(options);
        return Create(options);
    }

    /// <summary>A peer that goes with the test.</summary>
    private protected EnginePeer AddPeer(int seed, RtcCodec? codec = null)
    {
        var peer = new EnginePeer(seed, codec);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Connects a peer.</summary>
    /// <param name="engine">Who is called.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="change">Changes its offer.</param>
    private protected async Task<IRtcSession> ConnectAsync(
        IRtcEngine engine,
        EnginePeer peer,
        Func<string, string>? change = null
    )
    {
        var offer = change is null ? peer.Call.Offer : change(peer.Call.Offer);
        var session = await engine.AcceptAsync(offer, Options, Cancellation);
        peer.Accept(session.Answer);
        await UntilAsync(() => peer.Call.Connected.IsCompleted);
        await NextAsync(session, RtcInputKind.Connected);
        return session;
    }

    /// <summary>Connects a peer of its own.</summary>
    private protected async Task<(IRtcSession Session, EnginePeer Peer)> ConnectAsync(int seed = 1)
    {
        var peer = AddPeer(seed);
        return (await ConnectAsync(Engine, peer), peer);
    }

    /// <summary>Connects a peer that has opened its message channel.</summary>
    private protected async Task<(IRtcSession Session, EnginePeer Peer)> ConnectWithChannelAsync()
    {
        var (session, peer) = await ConnectAsync();
        Assert.True(peer.Call.TryOpenChannel());
        await UntilAsync(() => session.TrySendMessage("open"u8, isText: true));
        await UntilAsync(() => peer.Inputs.Any(input => input.Kind is RtcInputKind.Text));
        return (session, peer);
    }

    /// <summary>The next input of a kind; what else comes first is passed over.</summary>
    protected async Task<RtcInput> NextAsync(IRtcSession session, RtcInputKind kind)
    {
        while (true)
        {
            var input = await session.ReadAsync(Cancellation);
            if (input.Kind == kind)
            {
                return input;
            }

            Assert.NotEqual(RtcInputKind.Closed, input.Kind);
        }
    }

    /// <summary>Lets the peers do what is due until something is so.</summary>
    protected async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            foreach (var peer in _peers)
            {
                peer.Call.Tick();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>Lets the peers do what is due until a wait is over.</summary>
    protected async Task<T> WhileTickingAsync<T>(Task<T> waiting)
    {
        await UntilAsync(() => waiting.IsCompleted);
        return await waiting;
    }
}
