namespace VoiceAgent.Testing.Contracts;

internal static class Disposal
{
    /// <summary>Disposes what can be disposed.</summary>
    public static async ValueTask OfAsync(object? subject)
    {
        if (subject is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (subject as IDisposable)?.Dispose();
        }
    }
}
