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
/// <see cref="ServerClosed"/>.
/// </remarks>
public sealed class AssistantClient : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;

    private readonly WebSocket _socket;
    private readonly AssistantClientOptions _options;
    private readonly WebSocketReceiver _receiver;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ResponseId _response;
    private long _position;
    private int _reading;
    private int _disposals;
    private bool _ended;

    private AssistantClient(WebSocket socket, AssistantClientOptions options)
    {
        (_socket, _options) = (socket, options);
        _receiver = new WebSocketReceiver(socket, MaxMessageBytes);
    }

    /// <summary>What was agreed.</summary>
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
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await socket.ConnectAsync(address, both.Token).ConfigureAwait(false);
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

        return await ConnectAsync(socket, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Speaks the protocol over a socket that is connected already, and owns it from now on.</summary>
    /// <inheritdoc cref="ConnectAsync(Uri, AssistantClientOptions?, CancellationToken)" />
    public static async Task<AssistantClient> ConnectAsync(
        WebSocket socket,
        AssistantClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(socket);
        var client = new AssistantClient(socket, options ?? new AssistantClientOptions());
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

    /// <summary>Sends microphone audio: 16-bit little-endian PCM, mono, whole samples.</summary>
    public ValueTask SendAudioAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken = default) =>
        SendAsync(pcm, WebSocketMessageType.Binary, cancellationToken);

    /// <summary>Sends a turn the user typed.</summary>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) =>
        SendAsync(json => ClientMessageWriter.Text(json, text), cancellationToken);

    /// <summary>Reports how far playback has come: the position of the last sample played.</summary>
    public ValueTask ReportPlayedAsync(long samples, CancellationToken cancellationToken = default) =>
        SendAsync(json => ClientMessageWriter.Played(json, samples), cancellationToken);

    /// <summary>Asks for a <see cref="ServerPong"/>.</summary>
    public ValueTask PingAsync(long id, CancellationToken cancellationToken = default) =>
        SendAsync(json => ClientMessageWriter.Ping(json, id), cancellationToken);

    /// <summary>Asks the server to end the conversation once everything was said; <see cref="ServerBye"/> follows.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken = default) =>
        SendAsync(ClientMessageWriter.End, cancellationToken);

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

        var timer = _options.Time.CreateTimer(
            static state => ((WebSocket)state!).Abort(),
            _socket,
            _options.CloseTimeout,
            Timeout.InfiniteTimeSpan
        );
        await using (timer.ConfigureAwait(false))
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
        }

        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        ServerError? error = null;
        try
        {
            await SendAsync(json => ClientMessageWriter.Hello(json, _options), both.Token).ConfigureAwait(false);
            while (!_ended)
            {
                var message = await ReceiveAsync(both.Token).ConfigureAwait(false);
                error = message as ServerError ?? error;
                if (message is ServerReady ready)
                {
                    Ready = ready;
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
        using var abort = cancellationToken.UnsafeRegister(static state => ((WebSocket)state!).Abort(), _socket);
        var kind = await _receiver.ReceiveAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        switch (kind)
        {
            case ReceivedKind.Binary:
                return Track(new ServerAudio(_receiver.Message.ToArray(), _response, _position));
            case ReceivedKind.Text:
                return Track(ServerMessageReader.Read(_receiver.Message));
            case ReceivedKind.Closed:
                _ended = true;
                return new ServerClosed(_socket.CloseStatus, _socket.CloseStatusDescription ?? "");
            case ReceivedKind.TooLarge:
                throw new VoiceAgentException(
                    ErrorCodes.MessageTooLarge,
                    $"The server sent more than {MaxMessageBytes} bytes at once."
                );
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

        return message;
    }

    private async ValueTask SendAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var message = Encode(write);
        try
        {
            await SendAsync(message.Written, WebSocketMessageType.Text, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            message.Release();
        }
    }

    private static PooledBuffer Encode(Action<Utf8JsonWriter> write)
    {
        var message = new PooledBuffer();
        var json = JsonScratch.Begin(message);
        write(json);
        json.Flush();
        return message;
    }

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> message,
        WebSocketMessageType type,
        CancellationToken cancellationToken
    )
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SayGoodbyeAsync()
    {
        try
        {
            await _sending.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            await _socket
                .CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "client", CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception)
        {
            _socket.Abort(); // Gone already.
        }

        if (Interlocked.Exchange(ref _reading, 1) == 0)
        {
            while (!_ended)
            {
                _ended =
                    await _receiver.ReceiveAsync().ConfigureAwait(false)
                        is ReceivedKind.Closed
                            or ReceivedKind.Faulted
                            or ReceivedKind.Lost;
            }

            _receiver.Release();
        }
    }
}
