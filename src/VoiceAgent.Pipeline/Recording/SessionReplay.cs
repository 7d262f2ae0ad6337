using System.Diagnostics.CodeAnalysis;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Sessions;

namespace VoiceAgent.Recording;

/// <summary>
/// Runs a recorded session again: the real pipeline, with the recorded clock, input and answers of providers, taken in the recorded order. What
/// the session does is compared with what it did.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Close ends the session, on the thread that drives it.")]
public sealed class SessionReplay
{
    // Long enough for every deadline of an end.
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(2);

    // In real time: how long a word is waited for that was moved to another thread, at first and in the end.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // How much earlier than their clock says the timers of an operating system may fire.
    private static readonly TimeSpan Coarseness = TimeSpan.FromMilliseconds(20);

    private readonly SessionRecording _recording;
    private readonly ReplayClock _clock = new();
    private readonly ReplayScript _script = new();
    private readonly ReplayStreams _streams;
    private readonly ReplayComparison _comparison;
    private readonly VoiceSession _session;
    private int _lines;

    private SessionReplay(SessionRecording recording, AgentDefinition agent)
    {
        _recording = recording;
        _streams = new ReplayStreams(recording.Records);
        _comparison = new ReplayComparison(recording);
        var log = new SessionLog(_comparison.Add, recording.HasAudio);
        Log = log;
        var options = new PipelineWorkerOptions
        {
            TimeProvider = _clock,
            Executor = _script,
            Script = _script,
            Observers = { log },
        };
        var connection = new ReplayConnection(RecordingHeader.Connection(recording.Header));
        _session = new VoiceSession(
            ReplayAgent.WithProviders(agent, recording.Header, _streams),
            new LoggedConnection(connection, log),
            options,
            new ReplayCatalog(recording, _streams)
        );
        log.Pump = _script.Pump;
    }

    private SessionLog Log { get; }

    /// <summary>Replays a recording on the calling thread, as fast as it goes.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="agent">
    /// The agent whose options count; its providers and tools are replaced. Without one the recorded options count, which covers everything
    /// but what an application has put into the agent as code.
    /// </param>
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.NotReplayable"/>: the recording says nothing of its audio, which an older version left out, or
    /// holds frames that could not be written, or the session had a speech-to-speech model.
    /// </exception>
    public static ReplayResult Run(SessionRecording recording, AgentDefinition? agent = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        if (!recording.IsReplayable)
        {
            throw new VoiceAgentException(
                ErrorCodes.NotReplayable,
                "The recording has version 1 and no audio: it can be read, not replayed. Record it anew, or with RecordingOptions.Audio."
            );
        }

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new SessionReplay(recording, agent ?? recording.CreateAgent()).Play();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private ReplayResult Play()
    {
        var run = _session.RunAsync(CancellationToken.None);
        _script.SettleUntil(() => _script.Scope.IsOpen || run.IsCompleted, Patience);
        foreach (var record in _recording.Records)
        {
            Apply(record);
            if (_comparison.Difference is not null)
            {
                break;
            }
        }

        if (_comparison.Difference is null && (!_recording.IsComplete || !Log.IsOver))
        {
            WorkOff(int.MaxValue);
        }

        _comparison.ShouldHave(_lines);
        var duration = _clock.Elapsed;
        var result = _comparison.Result(duration);
        Close(run);
        return result;
    }

    private void Apply(Record record)
    {
        switch (record)
        {
            case LineRecord:
                _lines++;
                break;
            case StreamRecord { Kind: not RecordKind.StreamBegan, Operation: null } answer:
                _clock.MoveTo(answer.Time);
                _streams.Release(answer);
                _script.Settle();
                break;
            case OpenRecord open:
                _clock.MoveTo(open.Time);
                _script.Pump.OpenAt(open.Time);
                break;
            case DispatchRecord dispatch:
                Take(dispatch);
                break;
            default:
                break;
        }
    }

    private void Take(DispatchRecord dispatch)
    {
        var isWorkedOff = WorkOff(dispatch.Consequences);
        _comparison.ShouldHave(_lines);
        _clock.MoveTo(dispatch.Time);
        if (!isWorkedOff)
        {
            _comparison.Miss(dispatch, "less followed from what came before");
        }

        if (_comparison.Difference is not null)
        {
            return;
        }

        if (!TryFind(dispatch, out var envelope, out var instead))
        {
            _comparison.Miss(dispatch, instead);
            return;
        }

        if (dispatch.Source == DispatchSource.Command)
        {
            Log.OnCommand(envelope.Frame!, dispatch.Time);
        }

        Wait(_script.Pump.StepAsync(envelope, dispatch.Time));
    }

    private bool TryFind(DispatchRecord dispatch, out Envelope envelope, out string? instead)
    {
        instead = null;
        switch (dispatch.Source)
        {
            case DispatchSource.Timer:
                envelope = default;
                var timers = _script.Scope.Processors.ElementAtOrDefault(dispatch.Processor)?.Numbers.Timers;
                if (
                    timers is null
                    || dispatch.Number >= timers.Count
                    || !timers[dispatch.Number].IsDueAt(dispatch.Time)
                )
                {
                    instead = $"nothing: {dispatch} is not due yet, or not set";
                    return false;
                }

                envelope = timers[dispatch.Number].Due;
                return true;
            case DispatchSource.Input when _script.TryTake(dispatch, out envelope):
                return true;
            case DispatchSource.Input when dispatch.Frame is not EndFrame:
                envelope = new Envelope(
                    _script.Scope.Processors[0],
                    EnvelopeKind.Emit,
                    dispatch.Frame,
                    FrameDirection.Downstream,
                    null
                );
                return true;
            case DispatchSource.Input or DispatchSource.Command:
                if (_script.TryTake(dispatch, out envelope))
                {
                    return true;
                }

                // It came from the client, the application or the host.
                Ask(dispatch.Frame!);
                break;
            default:
                envelope = default;
                break;
        }

        if (TryWaitFor(dispatch, out envelope) && ReplayScript.SourceOf(envelope) == dispatch.Source)
        {
            return true;
        }

        instead = envelope.Frame?.GetType().Name ?? (envelope.Call is null ? null : "another word of that work");
        return false;
    }

    /// <summary>
    /// Timers off the pump fire only here, when the recording names a word that does not come without them: a work that began earlier than in
    /// the recording must not meet its deadline because of it.
    /// </summary>
    private bool TryWaitFor(DispatchRecord dispatch, out Envelope envelope)
    {
        if (_script.TryAwait(dispatch, Moment, out envelope))
        {
            return true;
        }

        while (_clock.TryFireNext(dispatch.Time + Coarseness))
        {
            _script.Settle();
            if (_script.TryTake(dispatch, out envelope))
            {
                return true;
            }
        }

        return _script.TryAwait(dispatch, Patience, out envelope);
    }

    private void Ask(Frame frame)
    {
        switch (frame)
        {
            case EndFrame end:
                _session.Worker.End(end.Reason);
                break;
            case CancelFrame cancel:
                _session.Worker.Cancel(cancel.Reason);
                break;
            case InterruptionFrame:
                _session.Worker.Interrupt();
                break;
            default:
                break;
        }
    }

    private bool WorkOff(int count)
    {
        for (; count > 0 && _script.Pump.TryStep(out var done); count--)
        {
            Wait(done);
        }

        return count == 0;
    }

    private void Wait(Task step)
    {
        if (!step.IsCompleted && !_script.SettleUntil(() => step.IsCompleted, Patience))
        {
            throw new VoiceAgentException(
                ErrorCodes.ProcessorStuck,
                $"{_script.Pump.Current?.Name} waits in the replay for something that does not come."
            );
        }

        _script.Settle();
    }

    /// <summary>Ends what was replayed, however far it came.</summary>
    private void Close(Task run)
    {
        _session.Worker.Cancel("the replay is over");
        var cancel = new DispatchRecord(
            _clock.Elapsed,
            0,
            DispatchSource.Command,
            0,
            0,
            nameof(CancelFrame),
            new CancelFrame("")
        );
        if (_script.TryTake(cancel, out var envelope))
        {
            Wait(_script.Pump.StepAsync(envelope, _clock.Elapsed));
        }

        _script.Settle();
        while (!run.IsCompleted && _clock.TryFireNext(_clock.Elapsed + Closing))
        {
            _script.Settle();
        }

        _script.SettleUntil(() => run.IsCompleted, Patience);
    }
}
