using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Resilience;

/// <summary>
/// Providers that were given up in one session or request, until somebody has taken their work over. Each is counted when it is given up, and
/// told of once somebody went on: without that, there is an error to tell of. Used by one caller at a time.
/// </summary>
/// <param name="kind"><c>stt</c>, <c>llm</c> or <c>tts</c>.</param>
internal sealed class GivenUp(string kind)
{
    private readonly List<(string Provider, string Code)> _providers = [];

    /// <summary>A provider is given up for another one, or for a new connection.</summary>
    public void Add(string provider, Exception reason)
    {
        var code =
            reason is VoiceAgentException known ? known.Code
            : reason is TimeoutException ? ErrorCodes.ProviderTimeout
            : ErrorCodes.ProviderFailed;
        VoiceAgentTelemetry.FallbackCount.Add(
            1,
            new(VoiceAgentTelemetry.KindTag, kind),
            new(VoiceAgentTelemetry.ProviderTag, provider),
            new(VoiceAgentTelemetry.CodeTag, code)
        );
        _providers.Add((provider, code));
    }

    /// <summary>Somebody works: what was given up before it is told of, once.</summary>
    public IReadOnlyList<ProviderChange> TakenOverBy(string next)
    {
        if (_providers.Count == 0)
        {
            return [];
        }

        ProviderChange[] changes =
        [
            .. _providers.Select(one => new ProviderChange(kind, one.Provider, next, one.Code)),
        ];
        _providers.Clear();
        return changes;
    }
}
