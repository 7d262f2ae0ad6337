using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Testing;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Processors;

public class AllocationTests
{
    private const int Frames = 10_000;
    private const int Rounds = 5;

    [Fact]
    public void A_fused_hop_allocates_nothing()
    {
        var frames = Enumerable.Range(0, Frames).Select(i => new Mark("x")).ToArray();
        var burst = new Burst(frames);
        FrameProcessor[] row = [burst, .. Enumerable.Range(0, 50).Select(_ => new Pass())];
        var time = new VirtualTime();
        var options = new PipelineWorkerOptions { TimeProvider = time, Executor = time.Executor };
        var worker = new PipelineWorker(new Pipeline(row), options);
        _ = worker.RunAsync(new StartFrame());
        time.Settle();

        // The first round warms up what the runtime makes once.
        for (var round = 0; round < Rounds; round++)
        {
            worker.TryQueue(new InputTextFrame("go"));
            time.Settle();
        }

        Assert.Equal(Rounds * Frames, ((Pass)row[^1]).Count);
        Assert.Equal(0, burst.Least);
    }

    [Fact]
    public void Queueing_a_frame_allocates_nothing_but_the_frame()
    {
        var pass = new Pass();
        var time = new VirtualTime();
        var options = new PipelineWorkerOptions { TimeProvider = time, Executor = new InlineQueue() };
        var worker = new PipelineWorker(pass, options);
        _ = worker.RunAsync(new StartFrame());
        var queue = (InlineQueue)options.Executor;
        queue.Drain();
        var frames = Enumerable.Range(0, Frames).Select(i => new Mark("x")).ToArray();

        var allocated = Allocations.Of(() => Send(worker, queue, frames));

        Assert.InRange(pass.Count, 2 * Frames, int.MaxValue);

        // Unoptimised builds make an object for the pump's loop each time it wakes.
        Assert.InRange(allocated, 0, 2 * Frames);
    }

    private static void Send(PipelineWorker worker, InlineQueue queue, Mark[] frames)
    {
        // A hundred at a time, the way bursts arrive.
        for (var i = 0; i < frames.Length; i++)
        {
            Assert.True(worker.TryQueue(frames[i]));
            if (i % 100 == 99)
            {
                queue.Drain();
            }
        }
    }

    /// <summary>
    /// Pushes its frames in one callback and measures that. The least of some rounds counts: a collection that another test's thread began gives
    /// this one a new allocation context, whose rest counts as allocated.
    /// </summary>
    private sealed class Burst(Mark[] frames) : FrameProcessor
    {
        public long Least { get; private set; } = long.MaxValue;

        protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is not InputTextFrame)
            {
                await PushAsync(frame, direction);
                return;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var mark in frames)
            {
                await PushAsync(mark);
            }

            Least = Math.Min(Least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private sealed class Pass : FrameProcessor
    {
        public int Count { get; private set; }

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            Count += frame is Mark ? 1 : 0;
            return base.OnFrameAsync(frame, direction);
        }
    }

    /// <summary>An executor that allocates nothing itself.</summary>
    private sealed class InlineQueue : PipelineExecutor
    {
        private readonly Queue<IThreadPoolWorkItem> _items = new(64);

        public override bool IsSingleThreaded => true;

        public override void Execute(IThreadPoolWorkItem item) => _items.Enqueue(item);

        public void Drain()
        {
            var context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            while (_items.TryDequeue(out var item))
            {
                item.Execute();
            }

            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
