using VoiceAgent.Errors;

namespace VoiceAgent.Resilience;

/// <summary>A provider's wish to be left alone, such as <c>Retry-After</c> (RFC 9110, section 10.2.3).</summary>
/// <param name="Provider">Who asked.</param>
/// <param name="Reason">What it answered.</param>
/// <param name="At">When, as a timestamp.</param>
/// <param name="For">For how long it is granted.</param>
internal sealed record RestAsked(string Provider, VoiceAgentException Reason, long At, TimeSpan For)
{
    /// <summary>How long it still is to be left alone; zero when that is over.</summary>
    public TimeSpan Left(TimeProvider time)
    {
        var left = For - time.GetElapsedTime(At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>What whoever asks all the same is told: the provider's own code, and when it may be asked again.</summary>
    public VoiceAgentException ToException(TimeSpan left) =>
        new(
            Reason.Code,
            $"{Provider} asked to be left alone; it can be asked again in {left.TotalSeconds:0.#} s.",
            Reason
        )
        {
            RetryAfter = left,
        };
}
