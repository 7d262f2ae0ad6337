using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;

namespace VoiceAgent.Hosting.Bench;

/// <summary>From <c>Interrupt</c> to the moment the last of eight processors knows, with a thousand stale frames waiting.</summary>
internal static class InterruptionBench
{
    private const int Rounds = 200;
    private const int Waiting = 1000;

    public static async Task<IEnumerable<BenchFigure>> RunAsync(CancellationToken cancellationToken)
    {
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            times[i] = await RoundAsync(cancellationToken);
        }

        return
        [
            new(
                "interruption",
                $"{Waiting} frames waiting, 8 processors: median",
                Measure.Percentile(times, 0.5),
                "µs"
            ),
            new("interruption", $"{Waiting} frames waiting, 8 processors: p99", Measure.Percentile(times, 0.99), "µs"),
        ];
    }

    private static async Task<double> RoundAsync(CancellationToken cancellationToken)
    {
        var last = new Last();
        var options = new PipelineWorkerOptions { Pump = new PumpOptions { InboxCapacity = Waiting + 16 } };
        var gate = new Gate();
        await using var worker = new PipelineWorker(
            new Pipeline([gate, .. Enumerable.Range(0, 6).Select(_ => new Pass()), last]),
            options
        );
        var running = worker.RunAsync(new StartFrame(), cancellationToken);
        var response = worker.Responses.Begin();
        var audio = new byte[960];
        for (var i = 0; i <= Waiting; i++)
        {
            await worker.QueueAsync(
                new TtsAudioFrame(audio, AudioFormat.Output24Khz, 1) { ResponseId = response },
                cancellationToken
            );
        }

        var began = TimeProvider.System.GetTimestamp();
        worker.Interrupt();
        gate.Open();
        var told = await last.Told;
        worker.Cancel("measured");
        await running;
        return TimeProvider.System.GetElapsedTime(began, told).TotalMicroseconds;
    }

    private sealed class Pass : FrameProcessor;

    /// <summary>Holds the first frame back, so that the others wait.</summary>
    private sealed class Gate : FrameProcessor
    {
        private readonly TaskCompletionSource _open = new();

        public void Open() => _open.TrySetResult();

        protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is TtsAudioFrame)
            {
                await _open.Task;
            }

            await PushAsync(frame, direction);
        }
    }

    private sealed class Last : FrameProcessor
    {
        private readonly TaskCompletionSource<long> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> Told => _told.Task;

        protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
        {
            _told.TrySetResult(TimeProvider.System.GetTimestamp());
            return default;
        }
    }
}
