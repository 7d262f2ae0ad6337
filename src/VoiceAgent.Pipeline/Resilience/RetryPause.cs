namespace VoiceAgent.Resilience;

/// <summary>Waits before something is tried again: longer each time, and never in step with others. Thread-safe.</summary>
internal sealed class RetryPause(TimeSpan first, TimeProvider time, Random random)
{
    private readonly Lock _lock = new();

    /// <param name="retry">How often it was tried again already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitAsync(int retry, CancellationToken cancellationToken)
    {
        double jitter;
        lock (_lock)
        {
            jitter = 0.5 + random.NextDouble();
        }

        return Task.Delay(first * Math.Pow(2, retry) * jitter, time, cancellationToken);
    }
}
