using VoiceAgent.Errors;

namespace VoiceAgent.Resilience;

/// <summary>Whose turn it is in a chain, and when all have failed. Used under a lock.</summary>
internal sealed class ProviderTurns<T>(IReadOnlyList<ProviderCandidate<T>> candidates)
    where T : class
{
    private int _place = -1;
    private int _failures;

    /// <summary>Takes the next provider: one that is not left alone, if there is one.</summary>
    public ProviderCandidate<T> Next()
    {
        for (var i = 1; i <= candidates.Count; i++)
        {
            var place = (_place + i) % candidates.Count;
            if (!candidates[place].Circuit.IsOpen)
            {
                _place = place;
                return candidates[place];
            }
        }

        _place = (_place + 1) % candidates.Count;
        return candidates[_place];
    }

    /// <summary>The provider works.</summary>
    public void Succeed() => _failures = 0;

    /// <summary>The provider failed.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>What to give up with when every provider was tried twice in vain; null to go on.</returns>
    public VoiceAgentException? Fail(Exception reason)
    {
        if (++_failures < 2 * candidates.Count)
        {
            return null;
        }

        var known = reason as VoiceAgentException;
        var names = string.Join(", ", candidates.Select(candidate => candidate.Name));
        var wait = known?.RetryAfter is { } rest ? $" It can be asked again in {rest.TotalSeconds:0.#} s." : "";
        return new VoiceAgentException(
            known?.Code ?? ErrorCodes.ProviderFailed,
            $"Every provider failed ({names}), {candidates[_place].Name} last.{wait}",
            reason
        )
        {
            RetryAfter = known?.RetryAfter,
        };
    }
}
