using System.Diagnostics;
using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Llm;

/// <summary>
/// Measures one request to a model by OpenTelemetry's GenAI conventions. A client that does so by itself
/// (<c>UseOpenTelemetry</c>: it has an <see cref="ActivitySource"/>) is left to it.
/// </summary>
internal sealed class LlmTelemetry : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Activity? _span;
    private readonly TagList _tags;
    private readonly bool _measures;
    private bool _hasAnswered;
    private UsageDetails? _usage;

    public LlmTelemetry(IChatClient client, ChatOptions options, TimeProvider time)
    {
        (_time, _began) = (time, time.GetTimestamp());
        _measures = client.GetService(typeof(ActivitySource)) is null;
        if (!_measures)
        {
            return;
        }

        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        var model = options.ModelId ?? metadata?.DefaultModelId;
        _tags = new TagList
        {
            { VoiceAgentTelemetry.OperationTag, "chat" },
            { VoiceAgentTelemetry.ProviderTag, metadata?.ProviderName },
            { VoiceAgentTelemetry.ModelTag, model },
        };
        _span = VoiceAgentTelemetry.Source.StartActivity(
            model is null ? "chat" : $"chat {model}",
            ActivityKind.Client,
            parentContext: default,
            _tags
        );
    }

    /// <summary>Counts a tool call that has ended.</summary>
    public static void CountTool(string name, ToolCallOutcome outcome) =>
        VoiceAgentTelemetry.ToolCallCount.Add(
            1,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.ToolTag, name),
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.OutcomeTag, outcome.ToString())
        );

    /// <summary>A span for a tool that runs; null when nobody traces.</summary>
    public static Activity? StartTool(FunctionCallContent call)
    {
        var span = VoiceAgentTelemetry.Source.StartActivity($"execute_tool {call.Name}");
        span?.SetTag(VoiceAgentTelemetry.OperationTag, "execute_tool");
        span?.SetTag(VoiceAgentTelemetry.ToolTag, call.Name);
        span?.SetTag(VoiceAgentTelemetry.ToolCallTag, call.CallId);
        return span;
    }

    /// <summary>The model has said something.</summary>
    public void Answered()
    {
        if (_measures && !_hasAnswered)
        {
            _hasAnswered = true;
            VoiceAgentTelemetry.ChatFirstTokenSeconds.Record(_time.GetElapsedTime(_began).TotalSeconds, _tags);
        }
    }

    /// <summary>The model told what the request took; it may do so in pieces.</summary>
    public void Used(UsageDetails usage)
    {
        _usage ??= new UsageDetails();
        _usage.Add(usage);
    }

    /// <summary>Tells what the request took, if the model has told.</summary>
    public ValueTask TellAsync(ProcessorWork work) =>
        _usage is { } usage
            ? work.PushAsync(
                new LlmUsageFrame(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0)
                {
                    CachedInputTokens = usage.CachedInputTokenCount,
                    ReasoningTokens = usage.ReasoningTokenCount,
                }
            )
            : default;

    /// <summary>The answer is over.</summary>
    public void Dispose()
    {
        if (_measures)
        {
            VoiceAgentTelemetry.ChatSeconds.Record(_time.GetElapsedTime(_began).TotalSeconds, _tags);
            Count("input", VoiceAgentTelemetry.InputTokensTag, _usage?.InputTokenCount);
            Count("output", VoiceAgentTelemetry.OutputTokensTag, _usage?.OutputTokenCount);
            _span?.Dispose();
        }
    }

    private void Count(string type, string tag, long? tokens)
    {
        if (tokens is not { } count)
        {
            return;
        }

        var tags = _tags;
        tags.Add(VoiceAgentTelemetry.TokenTypeTag, type);
        VoiceAgentTelemetry.Tokens.Record(count, tags);
        _span?.SetTag(tag, count);
    }
}
