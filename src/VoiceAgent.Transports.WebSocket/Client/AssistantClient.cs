using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>A client of the assistant protocol, for tools, tests and applications. See <c>docs/reference/ws-assistant.md</c>.</summary>
/// <remarks>
/// Sending is safe from any thread. One reader at a time. Sending to a server that is gone throws; reading tells by
/// <see cref="ServerClosed"/>. With <see cref="AssistantClientOptions.Resumes"/> a broken connection is taken up again by whoever reads, and
/// what is said meanwhile is sent then.
/// </remarks>
public sealed class AssistantClient : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;
    private static readonly TimeSpan KeptAudio = TimeSpan.FromMinutes(1);

    private readonly AssistantClientOptions _options;
    private readonly ClientMemory _memory;
    private readonly ClientLink _link;
    private ResponseId _response;
    private long _position;
    private int _reading;
    private int _disposals;
    private bool _ended;

    private AssistantClient(
        WebSocket socket,
        AssistantClientOptions options,
        Func<CancellationToken, Task<WebSocket>>? reconnect
    )
    {
        reconnect = options.Reconnect ?? reconnect;
        _options = options;
        _memory = new ClientMemory(
            options.Resumes && reconnect is not null ? (int)options.Input.BytesIn(KeptAudio) : 0
        );
        _link = new ClientLink(socket, options, _memory, reconnect, MaxMessageBytes);
    }

    /// <summary>What was agreed when the conversation began.</summary>
    public ServerReady Ready { get; private set; } = null!;

    /// <summary>Connects and waits until the conversation has begun.</summary>
    /// <param name="address">Such as <c>ws://localhost:8080/ws/assistant</c>.</param>
    /// <param name="options">Who connects, and how.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VoiceAgentException">The server refused, with its code, or did not get ready in time.</exception>
    /// <exception cref="WebSocketException">The server cannot be reached, or refused the WebSocket.</exception>
    public static async Task<AssistantClient> ConnectAsync(
        Uri address,
        AssistantClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new AssistantClientOptions();
        var socket = await OpenAsync(address, options, cancellationToken).ConfigureAwait(false);
        return await BeginAsync(socket, options, token => OpenAsync(address, options, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Speaks the protocol over a socket that is connected already, and owns it from now on.</summary>
    /// <inheritdoc cref="ConnectAsync(Uri, AssistantClientOptions?, CancellationToken)" />
    public static Task<AssistantClient> ConnectAsync(
        WebSocket socket,
        AssistantClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(socket);
        return BeginAsync(socket, options ?? new AssistantClientOptions(), null, cancellationToken);
    }

    /// <summary>Sends microphone audio: 16-bit little-endian PCM, mono, whole samples.</summary>
    public ValueTask SendAudioAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken = default) =>
        _link.SendAsync(_memory.Say(pcm), pcm, WebSocketMessageType.Binary, cancellationToken);

    /// <summary>Sends a turn the user typed.</summary>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) =>
        SendAsync(_memory.Type(text), json => ClientMessageWriter.Text(json, text), cancellationToken);

    /// <summary>Reports how far playback has come: the position of the last sample played.</summary>
    public ValueTask ReportPlayedAsync(long samples, CancellationToken cancellationToken = default)
    {
        _memory.Played = samples;
        var sequence = _memory.Sequence;
        return SendAsync(_memory.Now, json => ClientMessageWriter.Played(json, samples, sequence), cancellationToken);
    }

    /// <summary>Asks for a <see cref="ServerPong"/>.</summary>
    public ValueTask PingAsync(long id, CancellationToken cancellationToken = default) =>
        SendAsync(_memory.Now, json => ClientMessageWriter.Ping(json, id), cancellationToken);

    /// <summary>Asks the server to end the conversation once everything was said; <see cref="ServerBye"/> follows.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken = default) =>
        SendAsync(_memory.End(), ClientMessageWriter.End, cancellationToken);

    /// <summary>
    /// Everything the server says, in order, up to and including <see cref="ServerClosed"/>. It may be left and taken up again.
    /// </summary>
    /// <param name="cancellationToken">Breaks the connection off.</param>
    /// <exception cref="VoiceAgentException">The server sent something that is not this protocol.</exception>
    public async IAsyncEnumerable<ServerMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("Somebody is reading already; one reader at a time.");
        }

        try
        {
            while (!_ended)
            {
                var message = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
                if (message is not null)
                {
                    yield return message;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Closes the connection and frees it. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) != 1)
        {
            return;
        }

        _link.HasReader = Interlocked.Exchange(ref _reading, 1) != 0 || _ended;
        await _link.DisposeAsync().ConfigureAwait(false);
        _ended |= !_link.HasReader;
    }

    private static async Task<WebSocket> OpenAsync(
        Uri address,
        AssistantClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await socket.ConnectAsync(address, both.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new VoiceAgentException(
                ErrorCodes.StartTimeout,
                $"{address} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s; check the address.",
                exception
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<AssistantClient> BeginAsync(
        WebSocket socket,
        AssistantClientOptions options,
        Func<CancellationToken, Task<WebSocket>>? reconnect,
        CancellationToken cancellationToken
    )
    {
        var client = new AssistantClient(socket, options, reconnect);
        try
        {
            await client.BeginAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        ServerError? error = null;
        try
        {
            await SendAsync(_memory.Now, json => ClientMessageWriter.Hello(json, _options), both.Token)
                .ConfigureAwait(false);
            while (!_ended)
            {
                var message = await ReceiveAsync(both.Token).ConfigureAwait(false);
                error = message as ServerError ?? error;
                if (message is ServerReady ready)
                {
                    Ready = ready;
                    _memory.Offer = _memory.Keeps ? ready.Resume : null;
                    return;
                }
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VoiceAgentException(
                ErrorCodes.StartTimeout,
                "The server did not get ready in time; is it overloaded?",
                exception
            );
        }

        throw error is null
            ? new VoiceAgentException(ErrorCodes.Internal, "The server closed the connection before it was ready.")
            : new VoiceAgentException(error.Code, error.Message);
    }

    /// <summary>The next message; null for one this version does not know.</summary>
    private async ValueTask<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var abort = cancellationToken.UnsafeRegister(static state => ((ClientLink)state!).Abort(), _link);
        var kind = await _link.Receiver.ReceiveAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        switch (kind)
        {
            case ReceivedKind.Binary:
                return Track(new ServerAudio(_link.Receiver.Message.ToArray(), _response, _position));
            case ReceivedKind.Text:
                return Track(ServerMessageReader.Read(_link.Receiver.Message));
            case ReceivedKind.Closed when _memory.Offer is null || _link.CloseReason != ErrorCodes.SlowClient:
                _ended = true;
                return new ServerClosed(_link.CloseStatus, _link.CloseReason ?? "");
            case ReceivedKind.TooLarge:
                throw new VoiceAgentException(
                    ErrorCodes.MessageTooLarge,
                    $"The server sent more than {MaxMessageBytes} bytes at once."
                );
            case var _ when _memory.Offer is not null:
                var resumed = await _link.ComeBackAsync(StopPlayback, cancellationToken).ConfigureAwait(false);
                _ended = resumed is null;
                return (ServerMessage?)resumed ?? new ServerClosed(null, "connection lost");
            default:
                _ended = true;
                return new ServerClosed(null, "connection lost");
        }
    }

    /// <summary>Keeps the position that binary audio has by itself.</summary>
    private ServerMessage? Track(ServerMessage? message)
    {
        if (message is ServerMark mark)
        {
            (_response, _position) = (mark.Response, mark.Position);
        }
        else if (message is ServerAudio audio)
        {
            (_response, _position) = (audio.Response, audio.Position + (audio.Pcm.Length / sizeof(short)));
        }

        if (message is not null)
        {
            _memory.Received(message);
        }

        return message;
    }

    private long StopPlayback() =>
        _options.StopPlayback?.Invoke() ?? (_options.ReportsPlayback ? _memory.Played : _position);

    private ValueTask SendAsync(int? connection, Action<Utf8JsonWriter> write, CancellationToken cancellationToken) =>
        _link.SendAsync(connection, ClientMessageWriter.Encode(write), WebSocketMessageType.Text, cancellationToken);
}
