using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>The package's client on a socket of its own: signalling by HTTP, PCMU at 8 kHz, messages on a data channel.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const int FrameSamples = 160;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly HttpClient _http = new();
    private readonly Uri _signalling;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System);
    private readonly RtcClient _client;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private readonly G711Codec _codec = G711Codec.MuLaw();
    private Thread? _thread;
    private IPEndPoint _server = new(IPAddress.Loopback, 0);
    private bool _isOver;
    private int _loudFrames;
    private bool _replaces;

    private LiveClient(Uri signalling)
    {
        _signalling = signalling;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.ReceiveTimeout = 5;
        _client = new RtcClient(
            new RtcClientSetup
            {
                Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
                Certificate = _certificate,
                Codec = RtcCodec.Pcmu,
                Epoch = TimeProvider.System.GetUtcNow(),
                Random = new Random(7),
            }
        );
    }

    /// <summary>What signalling calls the connection.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Frames of 20 ms that were loud, as they came.</summary>
    public int LoudFrames => Volatile.Read(ref _loudFrames);

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Connects and opens the channel.</summary>
    /// <param name="signalling">Where offers go.</param>
    /// <param name="label">Name of the channel.</param>
    /// <param name="replaced">The connection this one is made in place of; null for a conversation of its own.</param>
    public static async Task<LiveClient> ConnectAsync(
        Uri signalling,
        string label = "assistant",
        string? replaced = null
    )
    {
        var client = new LiveClient(signalling) { Id = replaced ?? "", _replaces = replaced is not null };
        await client.OfferAsync();
        client._thread = new Thread(client.Run) { IsBackground = true };
        client._thread.Start();
        await client.UntilAsync(() => client._client.IsConnected, "The client did not connect.");
        client.Locked(() => client._client.TryOpenChannel(label, client.Now));
        return client;
    }

    /// <summary>Makes an offer, a new one or for the connection there is.</summary>
    public async Task OfferAsync()
    {
        var body = new
        {
            sdp = Locked(_client.Offer),
            type = "offer",
            pc_id = Id.Length > 0 ? Id : null,
            restart_pc = _replaces,
        };
        _replaces = false;
        using var response = await _http.PostAsJsonAsync(_signalling, body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        Id = answer.GetProperty("pc_id").GetString()!;
        var sdp = answer.GetProperty("sdp").GetString()!;
        Assert.True(SdpParser.TryParse(sdp, out _, out var problem), problem);
        var candidate = sdp.Split('\n').First(line => line.StartsWith("a=candidate:", StringComparison.Ordinal));
        var fields = candidate.Split(' ');
        _server = new IPEndPoint(IPAddress.Parse(fields[4]), int.Parse(fields[5]));
        Locked(() => _client.Accept(sdp, Now));
    }

    /// <summary>Begins ICE anew, with an offer for it.</summary>
    public Task RestartAsync()
    {
        Locked(_client.Restart);
        return OfferAsync();
    }

    /// <summary>Sends a message, as soon as there is a channel.</summary>
    public Task SayAsync(object message) => SayAsync(JsonSerializer.SerializeToUtf8Bytes(message));

    public Task SayAsync(byte[] message, bool isText = true) =>
        UntilAsync(() => _client.TrySendMessage(message, isText, Now), "The channel takes no message.");

    /// <summary>The next message of a type; others are passed over.</summary>
    public async Task<JsonElement> ReadAsync(string type, Predicate<JsonElement>? isRight = null)
    {
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        await foreach (var message in _messages.Reader.ReadAllAsync(timeout.Token))
        {
            if (message.GetProperty("type").GetString() == type && isRight?.Invoke(message) != false)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"The connection ended before {type} came.");
    }

    /// <summary>Hums for a while, at the pace of the clock.</summary>
    public async Task HumAsync(TimeSpan length)
    {
        var samples = new short[FrameSamples];
        Tones.Fill(samples, 8000);
        var payload = new byte[FrameSamples];
        var frames = (int)(length / MediaFrame);
        using var timer = new PeriodicTimer(MediaFrame, TimeProvider.System);
        for (var frame = 0; frame < frames; frame++)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            _codec.Encode(samples, payload);
            Locked(() => _client.TrySendAudio(payload, (uint)(frame * FrameSamples), frame == 0, Now));
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, object body) =>
        _http.SendAsync(
            new HttpRequestMessage(method, _signalling) { Content = JsonContent.Create(body) },
            TestContext.Current.CancellationToken
        );

    /// <summary>Waits until something is so.</summary>
    public Task UntilAsync(Func<bool> isSo, string otherwise) => Waiting.UntilAsync(() => Locked(isSo), otherwise);

    /// <summary>Is gone without a word.</summary>
    public void Vanish() => Volatile.Write(ref _isOver, true);

    /// <summary>Closes the connection, as a browser does that leaves a page.</summary>
    public void Close() => Locked(() => _client.Close(Now));

    public async ValueTask DisposeAsync()
    {
        Close();
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Vanish();
        _thread?.Join();
        _client.Dispose();
        _socket.Dispose();
        _certificate.Dispose();
        _codec.Dispose();
        _http.Dispose();
    }

    private static TimeSpan MediaFrame { get; } = TimeSpan.FromMilliseconds(20);

    private void Run()
    {
        var buffer = new byte[2048];
        while (!Volatile.Read(ref _isOver))
        {
            Locked(() => Flush(buffer));
            try
            {
                EndPoint from = _server;
                var length = _socket.ReceiveFrom(buffer, ref from);
                Locked(() =>
                {
                    _client.Receive(buffer.AsSpan(0, length), Now);
                    TakeInputs();
                });
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.ConnectionRefused)
            {
                // Nothing came, or the server is gone.
            }
        }

        _messages.Writer.TryComplete();
    }

    private void Flush(byte[] buffer)
    {
        if (_client.NextTimeout <= Now)
        {
            _client.HandleTimeout(Now);
        }

        int length;
        while ((length = _client.TakeTransmit(buffer, Now)) > 0)
        {
            _socket.SendTo(buffer.AsSpan(0, length), _server);
        }

        if (_client.EndReason is not null)
        {
            _messages.Writer.TryComplete();
        }
    }

    private void TakeInputs()
    {
        Span<short> samples = stackalloc short[8 * FrameSamples];
        while (_client.TryTakeInput(out var input))
        {
            if (input.Kind == RtcInputKind.Text)
            {
                _messages.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(input.Payload.Span));
            }
            else if (input.Kind == RtcInputKind.Audio)
            {
                var count = _codec.Decode(input.Payload.Span, samples);
                _loudFrames += Tones.Level(samples[..count]) > 2000 ? 1 : 0;
            }
        }
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
        {
            return action();
        }
    }
}
