using System.Net.WebSockets;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>
/// The client's socket, and the next one when it breaks. Sending is safe from any thread; one reader, who also comes back.
/// </summary>
internal sealed class ClientLink : IAsyncDisposable
{
    private readonly ClientMemory _memory;
    private readonly AssistantClientOptions _options;
    private readonly Func<CancellationToken, Task<WebSocket>>? _reconnect;
    private readonly int _maxMessageBytes;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _left;
    private WebSocket _socket;

    public ClientLink(
        WebSocket socket,
        AssistantClientOptions options,
        ClientMemory memory,
        Func<CancellationToken, Task<WebSocket>>? reconnect,
        int maxMessageBytes
    )
    {
        (_socket, _options, _memory, _reconnect) = (socket, options, memory, reconnect);
        _maxMessageBytes = maxMessageBytes;
        _left = _leaving.Token; // Asked for after disposal, too.
        Receiver = new WebSocketReceiver(socket, maxMessageBytes);
    }

    public WebSocketReceiver Receiver { get; private set; }

    /// <summary>True when somebody is reading, or has read to the end; set before disposal.</summary>
    public bool HasReader { get; set; }

    /// <summary>The server's close code; null while there is none, or the connection broke.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The server's reason for closing.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Sends on a connection that memory has named, unless it has broken since: then it is sent when the client is back.</summary>
    public async ValueTask SendAsync(
        int? connection,
        ReadOnlyMemory<byte> message,
        WebSocketMessageType type,
        CancellationToken cancellationToken
    )
    {
        if (connection is not { } wanted)
        {
            return;
        }

        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_memory.IsOn(wanted))
            {
                await _socket.SendAsync(message, type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
            when (_memory.Offer is not null && exception is WebSocketException or ObjectDisposedException)
        {
            // The reader notices, too.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Breaks the connection off.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Takes the conversation up again after the connection broke, and sends what the server has missed.</summary>
    /// <param name="stopPlayback">Asked how far was played.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the server does not take the client back.</returns>
    public async ValueTask<ServerResumed?> ComeBackAsync(Func<long> stopPlayback, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _left);
        _memory.Lose();
        _socket.Abort();
        var isMine = false;
        try
        {
            await _sending.WaitAsync(both.Token).ConfigureAwait(false);
            isMine = true;
            var attempt = new ClientReturn(_memory, _options, _reconnect!, stopPlayback, _maxMessageBytes);
            while (await attempt.RunAsync(both.Token).ConfigureAwait(false) is { } back)
            {
                Receiver.Release();
                _socket.Dispose();
                (_socket, Receiver, _memory.Offer) = (back.Socket, back.Receiver, back.Resumed.Resume);
                if (await TrySendMissedAsync(back.Resumed).ConfigureAwait(false))
                {
                    return back.Resumed;
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // It is being disposed.
        }
        finally
        {
            if (isMine)
            {
                _sending.Release();
            }
        }
    }

    /// <summary>Says goodbye; when the server does not answer within the limit, breaks the connection off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        var timer = _options.Time.CreateTimer(
            static state => ((WebSocket)state!).Abort(),
            _socket,
            _options.CloseTimeout,
            Timeout.InfiniteTimeSpan
        );
        await using (timer.ConfigureAwait(false))
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
            while (
                !HasReader
                && await Receiver.ReceiveAsync().ConfigureAwait(false)
                    is not (ReceivedKind.Closed or ReceivedKind.Faulted or ReceivedKind.Lost)
            )
            {
                // What still arrives is of no use.
            }
        }

        if (!HasReader)
        {
            Receiver.Release();
        }

        _socket.Dispose();
        _sending.Dispose();
        _leaving.Dispose();
    }

    private async Task<bool> TrySendMissedAsync(ServerResumed resumed)
    {
        var (samples, texts) = (resumed.ReceivedSamples, resumed.ReceivedTexts);
        _memory.Confirm(samples, texts);
        try
        {
            Missed missed;
            do
            {
                missed = _memory.TakeMissed(ref samples, ref texts);
                foreach (var (bytes, type) in missed.ToMessages())
                {
                    await _socket
                        .SendAsync(bytes, type, endOfMessage: true, CancellationToken.None)
                        .ConfigureAwait(false);
                }
            } while (!missed.IsAll);
            return true;
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            _memory.Lose();
            return false;
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
    }
}
