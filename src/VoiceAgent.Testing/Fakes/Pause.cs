namespace VoiceAgent.Testing.Fakes;

/// <summary>Waiting that ends on the thread that moves the clock or cancels, where <c>Task.Delay</c> goes over the thread pool.</summary>
internal static class Pause
{
    public static async Task PauseAsync(
        this TimeProvider time,
        TimeSpan duration,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (duration == TimeSpan.Zero)
        {
            return;
        }

        var done = new TaskCompletionSource();
        using var timer = time.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            done,
            duration,
            Timeout.InfiniteTimeSpan
        );
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token),
            done
        );
        await done.Task.ConfigureAwait(false);
    }
}
