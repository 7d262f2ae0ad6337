using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Testing;

namespace VoiceAgent.Processors;

/// <summary>A worker in virtual time, with what it reported.</summary>
internal sealed class TestSession
{
    private readonly FrameProcessor[] _row;
    private PipelineWorker? _worker;

    public TestSession(params FrameProcessor[] row)
    {
        _row = row;
        Options = new PipelineWorkerOptions { TimeProvider = Time, Executor = Time.Executor };
    }

    public VirtualTime Time { get; } = new();

    public PipelineWorkerOptions Options { get; }

    public List<ErrorFrame> Errors { get; } = [];

    public Task<PipelineResult> Running { get; private set; } =
        Task.FromResult(new PipelineResult(PipelineOutcome.Failed, "not started"));

    public PipelineWorker Worker =>
        _worker ??= new PipelineWorker(_row.Length == 1 ? _row[0] : new Pipeline(_row), Options)
        {
            ErrorReported = Errors.Add,
        };

    public PipelineResult Result =>
        Running.IsCompleted ? Running.Result : throw new InvalidOperationException("It still runs.");

    /// <summary>Starts the session and lets the start frame pass.</summary>
    public TestSession Start(CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        Time.Settle();
        return this;
    }

    /// <summary>Starts the session; nothing has run when this returns.</summary>
    public TestSession Begin(CancellationToken cancellationToken = default)
    {
        Running = Worker.RunAsync(new StartFrame(), cancellationToken);
        return this;
    }

    /// <summary>Queues marks and lets everything happen that follows from them.</summary>
    public TestSession Queue(params string[] marks)
    {
        foreach (var mark in marks)
        {
            Assert.True(Worker.TryQueue(new Mark(mark)));
        }

        Time.Settle();
        return this;
    }

    /// <summary>Ends the session and waits for it.</summary>
    public PipelineResult End()
    {
        Worker.End("done");
        Time.RunUntil(() => Running.IsCompleted, TimeSpan.FromMinutes(2));
        return Running.Result;
    }
}
