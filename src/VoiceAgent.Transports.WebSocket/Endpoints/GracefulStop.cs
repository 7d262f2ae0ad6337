using Microsoft.Extensions.Hosting;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>
/// What is done, and in which order, when the application stops: first every client is told that the server goes away, then the
/// conversations are cancelled. The other way round a client would hear that its conversation is simply over. Thread-safe.
/// </summary>
internal sealed class GracefulStop : IDisposable
{
    private readonly CancellationTokenSource _telling = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _registration;

    public GracefulStop(IHostApplicationLifetime lifetime) =>
        _registration = lifetime.ApplicationStopping.UnsafeRegister(
            static state => ((GracefulStop)state!).Stop(),
            this
        );

    /// <summary>Cancelled when every client was told.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Has a client told; at once when the application stops already. Dispose what is returned when the client is gone.</summary>
    public CancellationTokenRegistration Tell(Action<object?> shutdown, object client) =>
        _telling.Token.UnsafeRegister(shutdown, client);

    public void Dispose()
    {
        _registration.Dispose();
        _telling.Dispose();
        _stopping.Dispose();
    }

    private void Stop()
    {
        _telling.Cancel();
        _stopping.Cancel();
    }
}
