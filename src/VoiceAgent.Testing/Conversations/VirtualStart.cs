namespace VoiceAgent.Testing.Conversations;

internal static class VirtualStart
{
    /// <summary>Begins something on the driving thread and lets it go on beside the caller.</summary>
    public static Task<T> Started<T>(this VirtualTime time, Func<Task<T>> body)
    {
        var started = Task.FromResult(default(T)!);
        time.Run(() =>
        {
            started = body();
            return Task.CompletedTask;
        });
        return started;
    }
}
