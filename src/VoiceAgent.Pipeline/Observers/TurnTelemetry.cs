using System.Diagnostics;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Observers;

/// <summary>Makes histograms and spans of a turn that was measured.</summary>
internal static class TurnTelemetry
{
    /// <param name="latency">The turn.</param>
    /// <param name="end">When its first audio was sent.</param>
    /// <param name="session">The session's span.</param>
    public static void Record(TurnLatency latency, DateTimeOffset end, Activity? session)
    {
        VoiceAgentTelemetry.TurnSeconds.Record(latency.Total.TotalSeconds);
        foreach (var (name, time) in PartsOf(latency))
        {
            VoiceAgentTelemetry.TurnPartSeconds.Record(
                time.TotalSeconds,
                new KeyValuePair<string, object?>(VoiceAgentTelemetry.PartTag, name)
            );
        }

        if (session is not null)
        {
            Draw(latency, end, session.Context);
        }
    }

    private static IEnumerable<(string Name, TimeSpan Time)> PartsOf(TurnLatency latency) =>
        latency.Playout is { } playout ? latency.Parts.Append(("playout", playout)) : latency.Parts;

    private static void Draw(TurnLatency latency, DateTimeOffset end, ActivityContext session)
    {
        var start = end - latency.Total;
        using var turn = Begin(VoiceAgentTelemetry.TurnSpan, session, start);
        if (turn is null)
        {
            return;
        }

        turn.SetTag(VoiceAgentTelemetry.ResponseTag, latency.Response.Value);
        foreach (var (name, time) in PartsOf(latency))
        {
            using var part = Begin(name, turn.Context, start);
            start += time;
            part?.SetEndTime(start.UtcDateTime);
        }

        turn.SetEndTime((end + (latency.Playout ?? TimeSpan.Zero)).UtcDateTime);
    }

    private static Activity? Begin(string name, ActivityContext parent, DateTimeOffset start) =>
        VoiceAgentTelemetry.Source.StartActivity(name, ActivityKind.Internal, parent, startTime: start);
}
