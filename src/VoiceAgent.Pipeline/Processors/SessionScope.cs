using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VoiceAgent.Frames;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Processors;

/// <summary>What all processors of one session share. One per worker.</summary>
internal sealed class SessionScope
{
    private readonly long _began;
    private readonly Action<ErrorFrame> _onError;
    private IFrameObserver[] _observers;
    private int _cancelledPumps;
    private long _lastUtterance;
    private volatile bool _isOpen;

    public SessionScope(
        TimeProvider time,
        PipelineExecutor executor,
        ILoggerFactory loggers,
        PumpOptions options,
        IReadOnlyList<IFrameObserver> observers,
        Action<ErrorFrame> onError
    )
    {
        Time = time;
        Executor = executor;
        Loggers = loggers;
        Options = options;
        Responses = new ResponseTracker(executor) { Caught = through => Command(new InterruptionFrame(through)) };
        _observers = [.. observers];
        _onError = onError;
        _began = time.GetTimestamp();
        Logger = loggers.CreateLogger("VoiceAgent.Pipeline");
    }

    public TimeProvider Time { get; }

    public PipelineExecutor Executor { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Logger { get; }

    public PumpOptions Options { get; }

    public ResponseTracker Responses { get; }

    public List<Pump> Pumps { get; } = [];

    /// <summary>The span works run under; null when nobody traces.</summary>
    public Activity? Activity { get; set; }

    /// <summary>The number of the session's next utterance. On the pump.</summary>
    public long NextUtterance() => ++_lastUtterance;

    /// <summary>All processors, in downstream order.</summary>
    public IReadOnlyList<FrameProcessor> Processors { get; set; } = [];

    /// <summary>Cancelled when the session is over; every work hangs on it.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>False until every processor has started and again after the session was abandoned: pumps stand still.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Called when every processor has heard of the cancel.</summary>
    public Action<CancelFrame>? Cancelled { get; set; }

    public TimeSpan Elapsed => Time.GetElapsedTime(_began);

    /// <summary>Told of what comes to the session's pump from outside; null when nobody keeps a journal.</summary>
    public IPumpJournal? Journal { get; init; }

    /// <summary>Decides when the session's pump takes what; null when the pump decides itself.</summary>
    public IPumpScript? Script { get; init; }

    /// <summary>True when a provider must be able to tell for which work it is called.</summary>
    public bool TracksWorks => Journal is not null || Script is not null;

    public void Open()
    {
        _isOpen = true;
        foreach (var pump in Pumps)
        {
            pump.Open();
        }
    }

    public void Close() => _isOpen = false;

    public ResponseId Interrupt()
    {
        var through = Responses.Interrupt();
        Command(new InterruptionFrame(through));
        return through;
    }

    public void Command(Frame command)
    {
        Observe(new FrameHop(command, FrameDirection.Downstream, null, null, Elapsed));
        foreach (var pump in Pumps)
        {
            pump.PostCommand(command);
        }
    }

    /// <summary>A pump has told all its processors of the cancel.</summary>
    public void OnPumpCancelled(CancelFrame cancel)
    {
        if (Interlocked.Increment(ref _cancelledPumps) == Pumps.Count)
        {
            Cancelled?.Invoke(cancel);
        }
    }

    /// <summary>Tells the worker; the frame itself is for the processors.</summary>
    public void Fail(ErrorFrame error)
    {
        VoiceAgentTelemetry.ErrorCount.Add(
            1,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.CodeTag, error.Code)
        );
        _onError(error);
    }

    public void Observe(in FrameHop hop)
    {
        var observers = _observers;
        if (observers.Length == 0)
        {
            return;
        }

        foreach (var observer in observers)
        {
            try
            {
                observer.OnFrame(hop);
            }
            catch (Exception exception)
            {
                Leave(observer, exception);
            }
        }
    }

    // Apart from the loop, which runs for every hop: a closure there would be made for every hop, too.
    private void Leave(IFrameObserver observer, Exception exception)
    {
        _observers = [.. _observers.Where(o => o != observer)];
        Logger.ObserverFailed(observer.GetType().Name, exception);
    }
}
