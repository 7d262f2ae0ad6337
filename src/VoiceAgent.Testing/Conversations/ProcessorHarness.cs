using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Testing.Timelines;

namespace VoiceAgent.Testing.Conversations;

/// <summary>One processor, or a few, in a session of virtual time: frames go in on both sides, and what comes out on both sides is kept.</summary>
public sealed class ProcessorHarness : IDisposable
{
    private readonly Side _before = new("before");
    private readonly Side _after = new("after");
    private readonly PipelineWorker _worker;
    private readonly Task<PipelineResult> _run;

    /// <summary>Starts a session around processors.</summary>
    /// <param name="processors">In downstream order.</param>
    public ProcessorHarness(params IReadOnlyList<FrameProcessor> processors)
        : this(new StartFrame(), processors) { }

    /// <summary>Starts a session of given formats around processors.</summary>
    /// <param name="start">Formats of the session.</param>
    /// <param name="processors">In downstream order.</param>
    public ProcessorHarness(StartFrame start, params IReadOnlyList<FrameProcessor> processors)
    {
        ArgumentNullException.ThrowIfNull(processors);
        var options = new PipelineWorkerOptions { TimeProvider = Time, Executor = Time.Executor };
        options.Observers.Add(Recorder);
        _worker = new PipelineWorker(new Pipeline([_before, .. processors, _after]), options);
        _run = Time.Started(() => _worker.RunAsync(start));
        Time.Settle();
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Every frame at every hop.</summary>
    public FrameRecorder Recorder { get; } = new();

    /// <summary>What came out downstream, without the session's start and end.</summary>
    public IReadOnlyList<Frame> Downstream => _after.Received;

    /// <summary>What came out upstream.</summary>
    public IReadOnlyList<Frame> Upstream => _before.Received;

    /// <summary>How the session ended; null while it runs.</summary>
    public PipelineResult? Result => _run.IsCompleted ? _run.GetAwaiter().GetResult() : null;

    /// <summary>The responses of the session, to begin one for frames that carry its number.</summary>
    public ResponseTracker Responses => _worker.Responses;

    /// <summary>Sends frames in downstream, then lets everything happen that can without the clock moving.</summary>
    public void Send(params IReadOnlyList<Frame> frames) => Send(_before, FrameDirection.Downstream, frames);

    /// <summary>Sends frames in upstream, from behind, then lets everything happen that can without the clock moving.</summary>
    public void SendUpstream(params IReadOnlyList<Frame> frames) => Send(_after, FrameDirection.Upstream, frames);

    /// <summary>Interrupts the bot.</summary>
    public void Interrupt()
    {
        _worker.Interrupt();
        Time.Settle();
    }

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan duration) => Time.Advance(duration);

    /// <summary>Ends the session and waits for it, in virtual time.</summary>
    public PipelineResult End()
    {
        _worker.End("test");
        Time.RunUntil(() => _run.IsCompleted, TimeSpan.FromMinutes(5));
        return Result!;
    }

    /// <summary>Cancels the session if it still runs.</summary>
    public void Dispose() => Time.Run(() => _worker.DisposeAsync().AsTask());

    private void Send(Side side, FrameDirection direction, IReadOnlyList<Frame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        foreach (var frame in frames)
        {
            Time.Run(() => side.LetInAsync(frame, direction).AsTask());
        }

        Time.Settle();
    }

    /// <summary>One end of the row: lets frames in and keeps what comes out.</summary>
    private sealed class Side : FrameProcessor
    {
        private readonly List<Frame> _received = [];

        public Side(string name) => Name = name;

        public IReadOnlyList<Frame> Received => _received;

        public ValueTask LetInAsync(Frame frame, FrameDirection direction) => PushAsync(frame, direction);

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            var isOut = direction == (Name == "after" ? FrameDirection.Downstream : FrameDirection.Upstream);
            if (isOut && frame is not (StartFrame or EndFrame))
            {
                _received.Add(frame);
            }

            return PushAsync(frame, direction);
        }
    }
}
