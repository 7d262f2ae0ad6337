using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VoiceAgent.Telemetry;

/// <summary>The one activity source and the one meter, and every name used with them.</summary>
public static class VoiceAgentTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "VoiceAgent";

    /// <summary>Sessions running now.</summary>
    public const string SessionsActive = "voiceagent.sessions.active";

    /// <summary>Sessions that came to an end, by outcome.</summary>
    public const string SessionsEnded = "voiceagent.sessions.ended";

    /// <summary>Interruptions of the bot by the user.</summary>
    public const string Interruptions = "voiceagent.interruptions";

    /// <summary>Errors, by code.</summary>
    public const string Errors = "voiceagent.errors";

    /// <summary>End of the user's speech to first audio of the answer, in seconds.</summary>
    public const string TurnLatency = "voiceagent.turn.latency";

    /// <summary>Tag: stable error code.</summary>
    public const string CodeTag = "error.type";

    /// <summary>Tag: how a session ended.</summary>
    public const string OutcomeTag = "voiceagent.outcome";

    /// <summary>Tag: name of the transport.</summary>
    public const string TransportTag = "voiceagent.transport";

    /// <summary>The activity source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    internal static UpDownCounter<long> ActiveSessions { get; } = Meter.CreateUpDownCounter<long>(SessionsActive);

    internal static Counter<long> EndedSessions { get; } = Meter.CreateCounter<long>(SessionsEnded);

    internal static Counter<long> InterruptionCount { get; } = Meter.CreateCounter<long>(Interruptions);

    internal static Counter<long> ErrorCount { get; } = Meter.CreateCounter<long>(Errors);

    internal static Histogram<double> TurnSeconds { get; } = Meter.CreateHistogram<double>(TurnLatency, "s");
}
