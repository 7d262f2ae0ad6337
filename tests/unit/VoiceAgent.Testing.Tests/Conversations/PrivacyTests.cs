using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using VoiceAgent.Frames;
using VoiceAgent.Telemetry;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>A phrase goes through every hop of a session and shows up in no log line, span or metric.</summary>
public sealed class PrivacyTests : IDisposable
{
    private const string Canary = "purple walrus";

    private readonly ConcurrentQueue<string> _told = new();
    private readonly ILoggerFactory _loggers;
    private readonly ActivityListener _spans;
    private readonly MeterListener _metrics = new();

    public PrivacyTests()
    {
        _loggers = new Listener(_told);
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VoiceAgentTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Tell,
        };
        ActivitySource.AddActivityListener(_spans);
        _metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == VoiceAgentTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell(instrument, value, tags));
        _metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell(instrument, value, tags));
        _metrics.Start();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _spans.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public void What_is_said_typed_answered_and_told_to_tools_reaches_no_log_no_span_and_no_metric()
    {
        var find = AIFunctionFactory.Create((string animal) => $"one {animal}, {Canary}", "find");
        var fail = AIFunctionFactory.Create(string (string animal) => throw new FormatException(animal), "fail");
        using var talk = new ScriptedConversation
        {
            Agent = t => t.CreateAgent($"Hello, {Canary}.", find, fail),
            ConfigureWorker = options => options.LoggerFactory = _loggers,
        };
        talk.Voice.Fault = text => text.Contains("broken", StringComparison.Ordinal) ? FakeFault.Throw : FakeFault.None;
        talk.AgentReplies(FakeReply.Calls("find", ("animal", Canary)));
        talk.AgentReplies(FakeReply.Calls("fail", ("animal", Canary)));
        talk.AgentReplies($"I found one {Canary}. It is upstairs, asleep.");
        talk.AgentReplies($"A broken {Canary}.");
        talk.AgentReplies(new FakeReply($"Half a {Canary} and") { Fault = FakeFault.Throw, FaultAfter = 3 });

        talk.WaitUntilHeard(Canary);
        talk.UserSays(new FakeSpeech($"find a {Canary}") { Interims = [(TimeSpan.FromSeconds(0.4), Canary)] });
        talk.WaitUntilHeard($"one {Canary}");
        talk.UserTypes($"another {Canary}");
        talk.Wait(TimeSpan.FromSeconds(3));
        talk.UserSays(new FakeSpeech(Canary) { Fault = FakeFault.Garbage });
        talk.WaitUntilQuiet();
        talk.UserTypes($"a last {Canary}");
        talk.WaitUntilQuiet();
        talk.End();

        Assert.NotEmpty(talk.Errors);
        Assert.Contains(talk.Recorder.Of<ToolCallEndedFrame>(), call => call.Outcome == ToolCallOutcome.Error);
        Assert.Contains(talk.Recorder.Of<InterimTranscriptionFrame>(), interim => interim.Text == Canary);
        Assert.Contains(_told, line => line.Contains(VoiceAgentTelemetry.TurnLatency, StringComparison.Ordinal));
        Assert.Contains(_told, line => line.Contains("provider_garbage", StringComparison.Ordinal));
        Assert.DoesNotContain(_told, line => line.Contains("walrus", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("walrus", talk.Timeline.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private void Tell(Activity span)
    {
        var parts = span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}");
        _told.Enqueue($"{span.DisplayName} {span.StatusDescription} {string.Join(' ', parts)}");
    }

    private void Tell<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : IFormattable
    {
        var line = $"{instrument.Name} {value.ToString(null, CultureInfo.InvariantCulture)}";
        foreach (var tag in tags)
        {
            line += $" {tag.Key}={tag.Value}";
        }

        _told.Enqueue(line);
    }

    private sealed class Listener(ConcurrentQueue<string> told) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            told.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            told.Enqueue($"{formatter(state, exception)} {string.Join(' ', values.Select(v => v.Value))} {exception}");
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
