using System.Net.WebSockets;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>Takes up a conversation whose connection broke: connects again and again, for as long as the server waits.</summary>
internal sealed class ClientReturn(
    ClientMemory memory,
    AssistantClientOptions options,
    Func<CancellationToken, Task<WebSocket>> reconnect,
    Func<long> stopPlayback,
    int maxMessageBytes
)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(250),
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
    ];

    /// <summary>The new connection; null when the server does not take the client back, or cannot be reached in time.</summary>
    public async Task<ClientConnection?> RunAsync(CancellationToken cancellationToken)
    {
        var began = options.Time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var pause = Pauses[Math.Min(attempt, Pauses.Length - 1)];
            if (options.Time.GetElapsedTime(began) + pause > memory.Offer!.Grace)
            {
                return null;
            }

            await Task.Delay(pause, options.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                var socket = await reconnect(cancellationToken).ConfigureAwait(false);
                var (connection, isRefused) = await AskAsync(socket, cancellationToken).ConfigureAwait(false);
                if (isRefused)
                {
                    return null;
                }

                if (connection is not null)
                {
                    return connection;
                }
            }
            catch (Exception exception) when (exception is WebSocketException or VoiceAgentException or IOException)
            {
                // Not yet.
            }
        }
    }

    private async Task<(ClientConnection? Connection, bool IsRefused)> AskAsync(
        WebSocket socket,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var abort = both.Token.UnsafeRegister(static state => ((WebSocket)state!).Abort(), socket);
        var receiver = new WebSocketReceiver(socket, maxMessageBytes);
        ServerMessage? answer = null;
        try
        {
            var point = new ResumePoint(memory.Sequence, stopPlayback());
            var message = ClientMessageWriter.Encode(json =>
                ClientMessageWriter.Resume(json, options, memory.Offer!.Token, point)
            );
            await socket
                .SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None)
                .ConfigureAwait(false);
            while (answer is not (ServerResumed or ServerError))
            {
                if (await receiver.ReceiveAsync().ConfigureAwait(false) != ReceivedKind.Text)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return default;
                }

                answer = ServerMessageReader.Read(receiver.Message);
            }

            return answer is ServerResumed resumed
                ? (new ClientConnection(socket, receiver, resumed), false)
                : (null, answer is ServerError { Code: not ErrorCodes.ServerBusy });
        }
        finally
        {
            if (answer is not ServerResumed)
            {
                receiver.Release();
                socket.Dispose();
            }
        }
    }
}

/// <summary>A connection on which a conversation goes on.</summary>
internal sealed record ClientConnection(WebSocket Socket, WebSocketReceiver Receiver, ServerResumed Resumed);
