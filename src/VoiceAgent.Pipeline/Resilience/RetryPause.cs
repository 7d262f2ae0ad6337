using VoiceAgent.Errors;

namespace VoiceAgent.Resilience;

/// <summary>How long to wait before something is tried again: longer each time, and never in step with others. Thread-safe.</summary>
internal sealed class RetryPause(TimeSpan first, Random random)
{
    private readonly Lock _lock = new();

    /// <summary>The next pause: never shorter than what whoever failed asks for.</summary>
    /// <param name="retry">How often it was tried again already.</param>
    /// <param name="failure">What it failed with.</param>
    public TimeSpan Next(int retry, Exception failure)
    {
        double jitter;
        lock (_lock)
        {
            jitter = 0.5 + random.NextDouble();
        }

        var pause = first * Math.Pow(2, retry) * jitter;
        return failure is VoiceAgentException { RetryAfter: { } asked } && asked > pause ? asked : pause;
    }
}
