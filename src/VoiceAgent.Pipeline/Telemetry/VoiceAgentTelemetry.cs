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

    /// <summary>Connections of clients that broke and may be taken up again.</summary>
    public const string SessionsLost = "voiceagent.sessions.lost";

    /// <summary>Clients that came back to their session.</summary>
    public const string SessionsResumed = "voiceagent.sessions.resumed";

    /// <summary>Interruptions of the bot by the user.</summary>
    public const string Interruptions = "voiceagent.interruptions";

    /// <summary>Sounds of the user that paused the bot and were no interruption: it went on.</summary>
    public const string FalseInterruptions = "voiceagent.interruptions.false";

    /// <summary>Errors, by code.</summary>
    public const string Errors = "voiceagent.errors";

    /// <summary>End of the user's speech to first audio of the answer, in seconds.</summary>
    public const string TurnLatency = "voiceagent.turn.latency";

    /// <summary>One part of a turn's latency, in seconds, by <see cref="PartTag"/>.</summary>
    public const string TurnPart = "voiceagent.turn.part";

    /// <summary>Tool calls, by tool and outcome.</summary>
    public const string ToolCalls = "voiceagent.tool.calls";

    /// <summary>WebRTC: peer connections, connecting ones included.</summary>
    public const string WebRtcSessionsActive = "voiceagent.webrtc.sessions.active";

    /// <summary>WebRTC: peer connections that ended, by <see cref="ReasonTag"/>.</summary>
    public const string WebRtcSessionsEnded = "voiceagent.webrtc.sessions.ended";

    /// <summary>WebRTC: offers that were refused, by code.</summary>
    public const string WebRtcOffersRefused = "voiceagent.webrtc.offers.refused";

    /// <summary>WebRTC: datagrams that were thrown away, by <see cref="ReasonTag"/>.</summary>
    public const string WebRtcDatagramsDropped = "voiceagent.webrtc.datagrams.dropped";

    /// <summary>WebRTC: from the offer to both ends having keys, in seconds.</summary>
    public const string WebRtcConnectDuration = "voiceagent.webrtc.connect.duration";

    /// <summary>Duration of a model's answer, in seconds: the metric of OpenTelemetry's GenAI conventions.</summary>
    public const string ChatDuration = "gen_ai.client.operation.duration";

    /// <summary>Tokens of a request to a model, by <see cref="TokenTypeTag"/>, where the client tells them: OpenTelemetry's GenAI metric.</summary>
    public const string TokenUsage = "gen_ai.client.token.usage";

    /// <summary>Request to first text of a model, in seconds.</summary>
    public const string ChatFirstToken = "gen_ai.client.operation.time_to_first_chunk";

    /// <summary>Services of pools that are lent now.</summary>
    public const string PoolInUse = "voiceagent.pool.in_use";

    /// <summary>Services that pools hold now.</summary>
    public const string PoolSize = "voiceagent.pool.size";

    /// <summary>Leases of pools, by whether the service was there already.</summary>
    public const string PoolLeases = "voiceagent.pool.leases";

    /// <summary>Time leases waited for others, in seconds.</summary>
    public const string PoolWait = "voiceagent.pool.wait";

    /// <summary>What went wrong in pools, by <see cref="CodeTag"/>.</summary>
    public const string PoolFailures = "voiceagent.pool.failures";

    /// <summary>Changes to another provider, or to a new connection of the same, by <see cref="KindTag"/> and <see cref="CodeTag"/>.</summary>
    public const string Fallbacks = "voiceagent.fallbacks";

    /// <summary>Circuit breakers that opened, by provider.</summary>
    public const string CircuitsOpened = "voiceagent.circuits.opened";

    /// <summary>Second requests that were made because the first was slow, by <see cref="OutcomeTag"/>: <c>won</c>, <c>lost</c> or <c>failed</c>.</summary>
    public const string Hedges = "voiceagent.hedges";

    /// <summary>Tokens, estimated, that were paid for and thrown away by hedging.</summary>
    public const string HedgingWaste = "voiceagent.hedges.wasted_tokens";

    /// <summary>Look-ups in caches of answers and phrases, by <see cref="KindTag"/> and <see cref="OutcomeTag"/>: <c>hit</c> or <c>miss</c>.</summary>
    public const string CacheLookups = "voiceagent.cache.lookups";

    /// <summary>Summaries of old turns, by <see cref="OutcomeTag"/>: <c>made</c> or <c>failed</c>.</summary>
    public const string Summaries = "voiceagent.context.summaries";

    /// <summary>Span: a session.</summary>
    public const string SessionSpan = "voiceagent.session";

    /// <summary>Span: a turn, from the end of the user's speech to the first audio of the answer, as sent or, where the client tells, as
    /// played; its parts are its children.</summary>
    public const string TurnSpan = "voiceagent.turn";

    /// <summary>Tag: part of a turn, such as <c>vad</c>.</summary>
    public const string PartTag = "voiceagent.part";

    /// <summary>Tag: number of the response within its session.</summary>
    public const string ResponseTag = "voiceagent.response";

    /// <summary>Tag: name of the agent.</summary>
    public const string AgentTag = "gen_ai.agent.name";

    /// <summary>Tag: <c>chat</c> or <c>execute_tool</c>.</summary>
    public const string OperationTag = "gen_ai.operation.name";

    /// <summary>Tag: the model's vendor.</summary>
    public const string ProviderTag = "gen_ai.provider.name";

    /// <summary>Tag: the model.</summary>
    public const string ModelTag = "gen_ai.request.model";

    /// <summary>Tag: <c>input</c> or <c>output</c>.</summary>
    public const string TokenTypeTag = "gen_ai.token.type";

    /// <summary>Tag: tokens a model was given.</summary>
    public const string InputTokensTag = "gen_ai.usage.input_tokens";

    /// <summary>Tag: tokens a model made.</summary>
    public const string OutputTokensTag = "gen_ai.usage.output_tokens";

    /// <summary>Tag: name of a tool.</summary>
    public const string ToolTag = "gen_ai.tool.name";

    /// <summary>Tag: id of a tool call.</summary>
    public const string ToolCallTag = "gen_ai.tool.call.id";

    /// <summary>Tag: stable error code.</summary>
    public const string CodeTag = "error.type";

    /// <summary>Tag: why something was thrown away or came to its end.</summary>
    public const string ReasonTag = "voiceagent.reason";

    /// <summary>Tag: how a session ended.</summary>
    public const string OutcomeTag = "voiceagent.outcome";

    /// <summary>Tag: name of the transport.</summary>
    public const string TransportTag = "voiceagent.transport";

    /// <summary>Tag: configuration of a pool's services.</summary>
    public const string PoolTag = "voiceagent.pool.configuration";

    /// <summary>Tag: whether a lent service was there already.</summary>
    public const string ReusedTag = "voiceagent.pool.reused";

    /// <summary>Tag: <c>stt</c>, <c>llm</c> or <c>tts</c>.</summary>
    public const string KindTag = "voiceagent.kind";

    /// <summary>The activity source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    internal static UpDownCounter<long> ActiveSessions { get; } = Meter.CreateUpDownCounter<long>(SessionsActive);

    internal static Counter<long> EndedSessions { get; } = Meter.CreateCounter<long>(SessionsEnded);

    internal static Counter<long> LostSessions { get; } = Meter.CreateCounter<long>(SessionsLost);

    internal static Counter<long> ResumedSessions { get; } = Meter.CreateCounter<long>(SessionsResumed);

    internal static Counter<long> InterruptionCount { get; } = Meter.CreateCounter<long>(Interruptions);

    internal static Counter<long> FalseInterruptionCount { get; } = Meter.CreateCounter<long>(FalseInterruptions);

    internal static Counter<long> ErrorCount { get; } = Meter.CreateCounter<long>(Errors);

    internal static Counter<long> ToolCallCount { get; } = Meter.CreateCounter<long>(ToolCalls);

    internal static Histogram<double> TurnPartSeconds { get; } = Meter.CreateHistogram<double>(TurnPart, "s");

    internal static Histogram<double> ChatSeconds { get; } = Meter.CreateHistogram<double>(ChatDuration, "s");

    internal static Histogram<double> ChatFirstTokenSeconds { get; } =
        Meter.CreateHistogram<double>(ChatFirstToken, "s");

    internal static Histogram<long> Tokens { get; } = Meter.CreateHistogram<long>(TokenUsage, "{token}");

    internal static Histogram<double> TurnSeconds { get; } = Meter.CreateHistogram<double>(TurnLatency, "s");

    internal static UpDownCounter<long> PoolInUseCount { get; } = Meter.CreateUpDownCounter<long>(PoolInUse);

    internal static UpDownCounter<long> PoolSizeCount { get; } = Meter.CreateUpDownCounter<long>(PoolSize);

    internal static Counter<long> PoolLeaseCount { get; } = Meter.CreateCounter<long>(PoolLeases);

    internal static Histogram<double> PoolWaitSeconds { get; } = Meter.CreateHistogram<double>(PoolWait, "s");

    internal static Counter<long> PoolFailureCount { get; } = Meter.CreateCounter<long>(PoolFailures);

    internal static Counter<long> FallbackCount { get; } = Meter.CreateCounter<long>(Fallbacks);

    internal static Counter<long> CircuitOpenedCount { get; } = Meter.CreateCounter<long>(CircuitsOpened);

    internal static Counter<long> HedgeCount { get; } = Meter.CreateCounter<long>(Hedges);

    internal static Counter<long> HedgingWasteTokens { get; } = Meter.CreateCounter<long>(HedgingWaste, "{token}");

    internal static Counter<long> CacheLookupCount { get; } = Meter.CreateCounter<long>(CacheLookups);

    internal static Counter<long> SummaryCount { get; } = Meter.CreateCounter<long>(Summaries);
}
