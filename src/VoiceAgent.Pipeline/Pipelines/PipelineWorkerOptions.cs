using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>How a worker runs its pipeline: clock, executor, deadlines and lane sizes.</summary>
public sealed class PipelineWorkerOptions
{
    /// <summary>The clock of the session.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where pumps and work run.</summary>
    public PipelineExecutor Executor { get; set; } = PipelineExecutor.ThreadPool;

    /// <summary>Where logs go; nowhere unless set.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Sizes of the lanes.</summary>
    public PumpOptions Pump { get; set; } = new();

    /// <summary>Who sees every frame.</summary>
    public IList<IFrameObserver> Observers { get; } = [];

    internal IPumpJournal? Journal { get; set; }

    internal IPumpScript? Script { get; set; }

    /// <summary>All processors must have started after this. Default 10 s.</summary>
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After <c>End</c>, everything queued must be worked off and heard within this, or the session is cancelled. Default 60 s: a long
    /// goodbye is heard to its end.
    /// </summary>
    public TimeSpan EndDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After <c>Cancel</c>, processors have this long before the session is abandoned. Default 2 s.</summary>
    public TimeSpan CancelDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Disposing all processors may take this long; what is slower is left to finish alone. Default 2 s.</summary>
    public TimeSpan DisposeDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A pump that dispatches one frame for longer is reported, with the processor's name. Default 2 s.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A pump that dispatches one frame for longer ends the session. Default 15 s.</summary>
    public TimeSpan AbandonAfter { get; set; } = TimeSpan.FromSeconds(15);
}
