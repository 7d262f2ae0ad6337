namespace VoiceAgent.Resilience;

/// <summary>What hedging did and cost so far.</summary>
/// <param name="Requests">Requests to the chain.</param>
/// <param name="Hedges">Second requests that were made.</param>
/// <param name="Won">Second requests that were first to answer.</param>
/// <param name="WastedTokens">Tokens of requests that were thrown away, estimated: what was sent, and what had come.</param>
public readonly record struct HedgingStatistics(long Requests, long Hedges, long Won, long WastedTokens)
{
    /// <summary>Second requests as a share of all, 0 to 1.</summary>
    public double ExtraShare => Requests == 0 ? 0 : (double)Hedges / Requests;
}
