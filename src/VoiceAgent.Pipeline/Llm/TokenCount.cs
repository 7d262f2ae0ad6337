using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>Counts tokens by estimate, and learns from what a model reports how wrong that is. Thread-safe.</summary>
internal sealed class TokenCount
{
    private const double Weight = 0.3;
    private const double Least = 0.5;
    private const double Most = 3;
    private double _factor = 1;

    /// <summary>What a model counted, for each token that was estimated.</summary>
    public double Factor => Volatile.Read(ref _factor);

    public long Of(IEnumerable<ChatMessage> messages) => (long)Math.Ceiling(TokenEstimate.Of(messages) * Factor);

    /// <summary>Takes what a model reports of a request.</summary>
    public void Learn(IEnumerable<ChatMessage> request, UsageDetails usage)
    {
        var estimate = TokenEstimate.Of(request);
        if (usage.InputTokenCount is not > 0 || estimate == 0)
        {
            return;
        }

        var factor = Math.Clamp((double)usage.InputTokenCount.Value / estimate, Least, Most);
        Volatile.Write(ref _factor, Factor + (Weight * (factor - Factor)));
    }
}
