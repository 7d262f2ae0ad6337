using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>Alone on the machine: it fills the thread pool, which virtual time beside it would wait for.</summary>
[CollectionDefinition(nameof(StressTests), DisableParallelization = true)]
[Collection(nameof(StressTests))]
public class StressTests
{
    private const int Sessions = 1000;
    private const int FramesEach = 100;

    [Fact]
    public async Task A_thousand_sessions_with_interruptions_from_other_threads_keep_their_order_and_never_overlap()
    {
        var seeds = new Random(20250101);
        var runs = Enumerable.Range(0, Sessions).Select(_ => seeds.Next()).Select(RunAsync).ToArray();

        var results = await Task.WhenAll(runs);

        Assert.Equal(Sessions * FramesEach, results.Sum(r => r.Facts));
        Assert.All(results, r => Assert.Equal(PipelineOutcome.Ended, r.Outcome));
        Assert.DoesNotContain(results, r => r.Overlapped || r.OutOfOrder || r.StaleSeen);
    }

    [Fact]
    public async Task A_thousand_sessions_cancelled_at_any_moment_come_to_their_end()
    {
        var seeds = new Random(20250102);
        var runs = Enumerable.Range(0, Sessions).Select(_ => seeds.Next()).Select(CancelAsync).ToArray();

        var checkers = (await Task.WhenAll(runs)).SelectMany(row => row).ToArray();

        Assert.DoesNotContain(checkers, c => c.Overlapped);
        Assert.All(checkers, c => Assert.Equal(1, c.Disposals));
    }

    private static async Task<Checker[]> CancelAsync(int seed)
    {
        var random = new Random(seed);
        Checker[] row = [new(), new() { OwnPump = random.Next(2) == 0 }, new()];
        var worker = new PipelineWorker(new Pipeline(row));
        var running = worker.RunAsync(new StartFrame());
        var cancelAt = random.Next(FramesEach);
        for (var i = 0; i < cancelAt; i++)
        {
            await worker.QueueAsync(new Mark($"{i}"));
        }

        switch (random.Next(3))
        {
            case 0:
                worker.Cancel("enough");
                break;
            case 1:
                await worker.DisposeAsync();
                break;
            default:
                worker.End("done");
                worker.Cancel("or rather now");
                break;
        }

        await running;
        return row;
    }

    private static async Task<RunResult> RunAsync(int seed)
    {
        var random = new Random(seed);
        Checker[] row =
        [
            new(),
            new() { OwnPump = random.Next(2) == 0, Echoes = true },
            new() { Works = true },
            new() { OwnPump = random.Next(4) == 0 },
            new(),
        ];
        var options = new PipelineWorkerOptions { Pump = { InboxCapacity = random.Next(1, 32) } };
        var worker = new PipelineWorker(new Pipeline(row), options);
        var running = worker.RunAsync(new StartFrame());
        var response = worker.Responses.Begin();
        for (var i = 0; i < FramesEach; i++)
        {
            await worker.QueueAsync(new Mark($"{i}"));
            await worker.QueueAsync(new Mark("speech") { ResponseId = response });
            if (random.Next(10) == 0)
            {
                worker.Interrupt();
                response = worker.Responses.Begin();
            }
        }

        worker.End("done");
        var result = await running;
        return new RunResult(
            result.Outcome,
            row[^1].Facts,
            row.Any(c => c.Overlapped),
            row.Any(c => c.OutOfOrder),
            row.Any(c => c.StaleSeen)
        );
    }

    private sealed record RunResult(
        PipelineOutcome Outcome,
        int Facts,
        bool Overlapped,
        bool OutOfOrder,
        bool StaleSeen
    );

    /// <summary>Passes everything on and checks what every processor may rely on.</summary>
    private sealed class Checker : FrameProcessor
    {
        private int _inside;
        private int _next;
        private ResponseId _cancelled;

        public bool OwnPump { get; init; }

        public bool Echoes { get; init; }

        public bool Works { get; init; }

        public int Facts => _next;

        public int Disposals { get; private set; }

        public bool Overlapped { get; private set; }

        public bool OutOfOrder { get; private set; }

        /// <summary>A frame came after this processor was told that its response is cancelled.</summary>
        public bool StaleSeen { get; private set; }

        public override bool NeedsOwnPump => OwnPump;

        public override ValueTask DisposeAsync()
        {
            Overlapped |= Volatile.Read(ref _inside) != 0;
            Disposals++;
            return base.DisposeAsync();
        }

        protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            Enter();
            StaleSeen |= frame.ResponseId.IsStale(_cancelled);
            if (frame is Mark { ResponseId.HasValue: false } mark && direction == FrameDirection.Downstream)
            {
                OutOfOrder |= int.Parse(mark.Text) != _next++;
                if (Echoes)
                {
                    await PushAsync(new PlayedFrame(_next), FrameDirection.Upstream);
                }

                if (Works && _next % 7 == 0)
                {
                    StartWork("work", work => work.PushAsync(new PlayedFrame(0)).AsTask());
                }
            }

            Volatile.Write(ref _inside, 0);
            await PushAsync(frame, direction);
        }

        protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
        {
            Enter();
            _cancelled = frame.CancelledThrough;
            Volatile.Write(ref _inside, 0);
            return default;
        }

        private void Enter() => Overlapped |= Interlocked.Exchange(ref _inside, 1) == 1;
    }
}
