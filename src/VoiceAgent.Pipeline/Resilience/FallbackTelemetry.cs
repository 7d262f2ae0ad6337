using VoiceAgent.Errors;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Resilience;

/// <summary>Counts changes of providers.</summary>
internal static class FallbackTelemetry
{
    /// <summary>Counts that a provider was given up for another, or for a new connection.</summary>
    public static void Count(string kind, string provider, Exception reason) =>
        VoiceAgentTelemetry.FallbackCount.Add(
            1,
            new(VoiceAgentTelemetry.KindTag, kind),
            new(VoiceAgentTelemetry.ProviderTag, provider),
            new(
                VoiceAgentTelemetry.CodeTag,
                reason is VoiceAgentException known ? known.Code
                    : reason is TimeoutException ? ErrorCodes.ProviderTimeout
                    : ErrorCodes.ProviderFailed
            )
        );
}
