using System.Net.WebSockets;
using System.Threading.Channels;
using VoiceAgent.Errors;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// A WebSocket to a vendor: messages are queued to be sent, kept alive when there are none, and read into a bounded queue. Pings find a peer that is
/// gone without a word. Thread-safe; disposal closes it without waiting for the other side.
/// </summary>
public sealed class VendorSocket : IAsyncDisposable
{
    private const int LargestMessage = 4 * 1024 * 1024;
    private const int MaximumWaiting = 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);

    private readonly Vendor _vendor;
    private readonly ClientWebSocket _socket;
    private readonly Func<SocketMessage?> _keepAlive;
    private readonly SocketSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<SocketMessage> _outgoing = CreateQueue();
    private readonly Channel<SocketMessage> _incoming = CreateQueue();
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;

    private VendorSocket(
        Vendor vendor,
        ClientWebSocket socket,
        Func<SocketMessage?> keepAlive,
        SocketSettings settings,
        TimeProvider time
    ) => (_vendor, _socket, _keepAlive, _settings, _time) = (vendor, socket, keepAlive, settings, time);

    /// <summary>What the vendor sends, in order; completes when it closes, with a <see cref="VoiceAgentException"/> when it fails.</summary>
    public ChannelReader<SocketMessage> Messages => _incoming.Reader;

    /// <summary>Connects.</summary>
    /// <param name="vendor">Who.</param>
    /// <param name="address">Where.</param>
    /// <param name="settings">How it is kept.</param>
    /// <param name="keepAlive">What is sent when nothing else is; null for pings alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VoiceAgentException">The vendor refuses or cannot be reached.</exception>
    public static async Task<VendorSocket> ConnectAsync(
        Vendor vendor,
        SocketAddress address,
        SocketSettings settings,
        Func<SocketMessage?> keepAlive,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(settings);
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = settings.PingInterval;
        socket.Options.KeepAliveTimeout = settings.PingInterval;
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in address.Headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(address.Uri, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            using (socket)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Refused(vendor, socket, exception);
            }
        }

        var connected = new VendorSocket(vendor, socket, keepAlive, settings, time);
        connected._sending = connected.SendAllAsync();
        connected._receiving = connected.ReceiveAllAsync();
        return connected;
    }

    /// <summary>Queues a message. A socket that is gone takes it and does nothing: its reader tells.</summary>
    public async ValueTask SendAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Told by Messages.
        }
    }

    /// <summary>Queues a message if there is room.</summary>
    public bool TrySend(SocketMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Gives the socket up: <see cref="Messages"/> completes with this failure.</summary>
    public void Fail(Exception failure)
    {
        _incoming.Writer.TryComplete(failure);
        Stop();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        _incoming.Writer.TryComplete();
        // What was queued last is a word of farewell: it is given a moment, not more.
        await _sending.WaitAsync(Farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Stop();
        await Task.WhenAll(_sending, _receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private static Channel<SocketMessage> CreateQueue() =>
        Channel.CreateBounded<SocketMessage>(new BoundedChannelOptions(MaximumWaiting));

    private static VoiceAgentException Refused(Vendor vendor, ClientWebSocket socket, Exception exception)
    {
        var status = (int)socket.HttpStatusCode;
        if (status is 0 or 101)
        {
            return VendorFailure.Unreachable(vendor, exception);
        }

        return VendorFailure.FromStatus(
            vendor,
            status,
            VendorFailure.RetryAfter(Header(socket, "Retry-After"), Header(socket, "Date"))
        );
    }

    private static string? Header(ClientWebSocket socket, string name) =>
        socket
            .HttpResponseHeaders?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value?.FirstOrDefault();

    private void Stop() => _stop.Cancel();

    private async Task SendAllAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                while (_outgoing.Reader.TryRead(out var message))
                {
                    await SendNowAsync(message).ConfigureAwait(false);
                }
            }

            await _socket
                .CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, _stop.Token)
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _incoming.Writer.TryComplete(VendorFailure.From(_vendor, exception));
        }
        finally
        {
            _outgoing.Writer.TryComplete();
        }
    }

    /// <summary>Waits for the next message to send, and keeps the socket alive meanwhile.</summary>
    private async ValueTask<bool> NextAsync()
    {
        var next = _outgoing.Reader.WaitToReadAsync(_stop.Token);
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        var waiting = next.AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(_settings.KeepAliveAfter, _time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (_keepAlive() is { } keepAlive)
                {
                    await SendNowAsync(keepAlive).ConfigureAwait(false);
                }
            }
        }
    }

    private ValueTask SendNowAsync(SocketMessage message) =>
        _socket.SendAsync(
            message.Data,
            message.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary,
            endOfMessage: true,
            _stop.Token
        );

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (await ReceiveAsync().ConfigureAwait(false) is { } message)
            {
                await _incoming.Writer.WriteAsync(message, _stop.Token).ConfigureAwait(false);
            }

            _incoming.Writer.TryComplete(Closed());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _incoming.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _incoming.Writer.TryComplete(VendorFailure.From(_vendor, exception));
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            Stop();
        }
    }

    private async ValueTask<SocketMessage?> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return new(buffer.AsMemory(0, length), part.MessageType == WebSocketMessageType.Text);
            }

            if (length == buffer.Length)
            {
                if (length >= LargestMessage)
                {
                    throw VendorFailure.Garbage(_vendor, $"a message of more than {LargestMessage} bytes");
                }

                Array.Resize(ref buffer, length * 2);
            }
        }
    }

    /// <summary>The failure a close tells of; null for a normal end (RFC 6455, section 7.4.1).</summary>
    private VoiceAgentException? Closed() =>
        _socket.CloseStatus switch
        {
            WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or null => null,
            WebSocketCloseStatus.PolicyViolation => new(
                ErrorCodes.ProviderRefused,
                $"{_vendor.Name} closed the connection: it is against its rules. Check {_vendor.KeySetting} and the names of models and voices."
            ),
            WebSocketCloseStatus.InternalServerError => new(
                ErrorCodes.ProviderUnavailable,
                $"{_vendor.Name} closed the connection: it is out of order."
            ),
            { } status => new(ErrorCodes.ProviderFailed, $"{_vendor.Name} closed the connection: {(int)status}."),
        };
}
