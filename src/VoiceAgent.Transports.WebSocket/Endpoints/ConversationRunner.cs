using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Runs conversations to their end, over all connections they have, whatever the transport. Thread-safe.</summary>
internal sealed class ConversationRunner(SessionGate gate, GracefulStop stop, ILogger logger)
{
    /// <summary>Gives a client to the application's handler. Its place is given back at the end, and the connection disposed. Throws nothing.</summary>
    public async Task RunAsync(IServiceScopeFactory scopes, IMediaConnection connection, MediaSessionRequest request)
    {
        var stopping = stop.Stopping;
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using var disposal = scope.ConfigureAwait(false);
            var handler = scope.ServiceProvider.GetRequiredService<IMediaSessionHandler>();
            await handler.RunAsync(connection, request, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked for; the client was told already.
        }
        catch (VoiceAgentException exception)
        {
            await FailAsync(exception, exception.Code, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await FailAsync(exception, ErrorCodes.Internal, "The server failed; its log says why. Connect again.")
                .ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        gate.Leave();

        ValueTask FailAsync(Exception exception, string code, string message)
        {
            EndpointLog.Failed(logger, exception, connection.Info.ConnectionId, code);
            return connection.WriteMessageAsync(new ErrorFrame(code, message) { IsFatal = true }, default);
        }
    }
}
