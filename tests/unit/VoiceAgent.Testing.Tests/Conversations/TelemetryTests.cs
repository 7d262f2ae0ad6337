using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using VoiceAgent.Observers;
using VoiceAgent.Telemetry;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>What a conversation leaves in metrics and traces.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly Dictionary<string, List<(double Value, string Tags)>> _metrics = [];
    private readonly ActivityListener _tracing;
    private readonly MeterListener _metering = new();

    public TelemetryTests()
    {
        _tracing = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VoiceAgentTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Add,
        };
        ActivitySource.AddActivityListener(_tracing);
        _metering.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == VoiceAgentTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _metering.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _metering.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _metering.Start();
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
    }

    [Fact]
    public void A_turn_is_a_span_whose_parts_follow_each_other()
    {
        using (var talk = Talk())
        {
            talk.UserSays("what time is it");
            talk.WaitUntilHeard("five");
            talk.WaitUntilQuiet();
            var latency = talk.Recorder.Of<TurnLatencyFrame>().Single().Latency;
            Assert.True(latency.Clause > TimeSpan.Zero);
            Assert.Equal(TimeSpan.Zero, latency.Playout);
            Assert.Equal(latency.Total, latency.Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Time));
            Assert.Equal(latency.Total.TotalSeconds, Assert.Single(_metrics[VoiceAgentTelemetry.TurnLatency]).Value);
        }

        var session = Assert.Single(_spans, span => span.OperationName == VoiceAgentTelemetry.SessionSpan);
        var turn = Assert.Single(_spans, span => span.OperationName == VoiceAgentTelemetry.TurnSpan);
        var parts = _spans.Where(span => span.ParentSpanId == turn.SpanId).ToArray();
        Assert.Equal(session.SpanId, turn.ParentSpanId);
        Assert.Equal(
            ["vad", "stt", "turn", "llm", "clause", "tts", "other", "playout"],
            parts.Select(part => part.OperationName)
        );
        Assert.Equal(turn.StartTimeUtc, parts[0].StartTimeUtc);
        // A span that takes no time is given a tick.
        var last = parts[^1];
        Assert.InRange((last.StartTimeUtc + last.Duration - turn.StartTimeUtc - turn.Duration).Ticks, 0, 1);
        Assert.Equal(8, _metrics[VoiceAgentTelemetry.TurnPart].Count);
    }

    [Fact]
    public void A_client_that_does_not_report_playback_has_no_part_for_it()
    {
        using (
            var talk = new ScriptedConversation
            {
                ClientInfo = FakeMediaConnection.DefaultInfo with { ReportsPlayout = false },
            }
        )
        {
            talk.AgentReplies("Five o'clock.");
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
            Assert.Null(talk.Recorder.Of<TurnLatencyFrame>().Single().Latency.Playout);
        }

        Assert.DoesNotContain(_metrics[VoiceAgentTelemetry.TurnPart], part => part.Tags.Contains("playout"));
    }

    [Fact]
    public void Tokens_are_counted_as_the_model_tells_them()
    {
        using (var talk = new ScriptedConversation())
        {
            talk.AgentReplies(
                new FakeReply("Five o'clock.")
                {
                    Usage = new() { InputTokenCount = 120, OutputTokenCount = 7 },
                }
            );
            talk.AgentReplies("Six.");
            talk.UserTypes("what time is it");
            talk.WaitUntilQuiet();
            talk.UserTypes("and now");
            talk.WaitUntilQuiet();
        }

        var counts = _metrics[VoiceAgentTelemetry.TokenUsage];
        Assert.Equal([120, 7], counts.Select(count => count.Value));
        Assert.Contains("gen_ai.token.type=input", counts[0].Tags, StringComparison.Ordinal);
        Assert.Contains("gen_ai.token.type=output", counts[1].Tags, StringComparison.Ordinal);
        var chat = _spans.First(span => span.GetTagItem(VoiceAgentTelemetry.InputTokensTag) is not null);
        Assert.Equal(7L, chat.GetTagItem(VoiceAgentTelemetry.OutputTokensTag));
    }

    [Fact]
    public void Model_and_tools_are_spans_of_the_session_with_the_names_of_the_convention()
    {
        using (var talk = Talk())
        {
            talk.UserSays("what time is it");
            talk.WaitUntilHeard("five");
        }

        var session = Assert.Single(_spans, span => span.OperationName == VoiceAgentTelemetry.SessionSpan);
        Assert.Equal("test", session.GetTagItem(VoiceAgentTelemetry.AgentTag));
        var chats = _spans
            .Where(span => (string?)span.GetTagItem(VoiceAgentTelemetry.OperationTag) == "chat")
            .ToArray();
        Assert.Equal(2, chats.Length);
        Assert.All(chats, chat => Assert.Equal(session.SpanId, chat.ParentSpanId));
        var tool = Assert.Single(_spans, span => span.OperationName == "execute_tool get_time");
        Assert.Equal(session.SpanId, tool.ParentSpanId);
        Assert.Equal("get_time", tool.GetTagItem(VoiceAgentTelemetry.ToolTag));
        Assert.Equal(2, _metrics[VoiceAgentTelemetry.ChatDuration].Count);
        Assert.Contains(
            "get_time",
            Assert.Single(_metrics[VoiceAgentTelemetry.ToolCalls]).Tags,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Interruptions_and_errors_are_counted_once_each()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
        talk.AgentReplies(new FakeReply("") { Fault = FakeFault.Throw });
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop");
        talk.WaitUntilQuiet();

        Assert.Equal(1, _metrics[VoiceAgentTelemetry.Interruptions].Sum(measured => measured.Value));
        var error = Assert.Single(_metrics[VoiceAgentTelemetry.Errors]);
        Assert.Contains("provider_failed", error.Tags, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cough_is_counted_as_a_false_interruption()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("", TimeSpan.FromMilliseconds(400));
        talk.WaitUntilQuiet();

        Assert.Equal("agent: There are three rooms upstairs. The first one has a view of the sea.", talk.Transcript[1]);
        Assert.Equal(1, _metrics[VoiceAgentTelemetry.FalseInterruptions].Sum(measured => measured.Value));
        Assert.Equal(
            0,
            _metrics.GetValueOrDefault(VoiceAgentTelemetry.Interruptions, []).Sum(measured => measured.Value)
        );
    }

    private static ScriptedConversation Talk()
    {
        var clock = AIFunctionFactory.Create(() => "five o'clock", "get_time");
        var talk = new ScriptedConversation { Agent = talk => talk.CreateAgent(null, clock) };
        talk.AgentReplies(FakeReply.Calls("get_time"));
        talk.AgentReplies("It is five o'clock.");
        return talk;
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_metrics.TryGetValue(instrument.Name, out var values))
        {
            _metrics.Add(instrument.Name, values = []);
        }

        values.Add((value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }
}
