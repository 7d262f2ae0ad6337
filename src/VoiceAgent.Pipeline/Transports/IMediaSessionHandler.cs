namespace VoiceAgent.Transports;

/// <summary>Runs conversations. Transports accept clients and hand each one over here; the application supplies the handler.</summary>
public interface IMediaSessionHandler
{
    /// <summary>
    /// Runs one conversation to its end. Called once per client, for many clients at the same time. When it returns or throws, the
    /// transport says goodbye and disposes the connection; disposing it earlier is fine.
    /// </summary>
    /// <remarks>
    /// The first message written is a <see cref="SessionReadyFrame"/>: clients wait for it. A
    /// <see cref="Errors.VoiceAgentException"/> is told to the client with its code and message; of any other exception the client
    /// learns only <see cref="Errors.ErrorCodes.Internal"/>.
    /// </remarks>
    /// <param name="connection">The client.</param>
    /// <param name="request">What it asked for.</param>
    /// <param name="cancellationToken">Cancelled when the server shuts down; return soon after.</param>
    Task RunAsync(IMediaConnection connection, MediaSessionRequest request, CancellationToken cancellationToken);
}
