using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;

namespace VoiceAgent.Hosting.Bench;

/// <summary>What a frame costs per processor, beside a channel hop and a plain virtual call.</summary>
internal static class HopBench
{
    private const int Frames = 100_000;
    private const int Runs = 5;

    public static async Task<IEnumerable<BenchFigure>> RunAsync(CancellationToken cancellationToken)
    {
        var figures = new List<BenchFigure>();
        foreach (var count in new[] { 1, 10, 50 })
        {
            var (time, bytes) = await PipelineAsync(count, cancellationToken);
            figures.Add(new("hops", $"{count} processors: time per frame", time, "ns"));
            figures.Add(new("hops", $"{count} processors: time per hop", time / (count + 1), "ns"));
            figures.Add(new("hops", $"{count} processors: garbage per hop", bytes / (count + 1), "bytes"));
        }

        var (call, _) = await CallsAsync();
        figures.Add(new("hops", "plain virtual call of a ValueTask method", call, "ns"));
        var (channel, channelBytes) = await ChannelAsync(cancellationToken);
        figures.Add(new("hops", "raw bounded Channel<T>, one hop between two tasks", channel, "ns"));
        figures.Add(new("hops", "raw bounded Channel<T>: garbage per hop", channelBytes, "bytes"));
        return figures;
    }

    private static async Task<(double, double)> PipelineAsync(int processors, CancellationToken cancellationToken)
    {
        var counter = new Counter();
        await using var worker = new PipelineWorker(
            new Pipeline([.. Enumerable.Range(0, processors).Select(_ => new Pass()), counter])
        );
        var running = worker.RunAsync(new StartFrame(), cancellationToken);
        var frame = new InputAudioFrame(new byte[640], AudioFormat.Input16Khz, 0);
        async Task Run()
        {
            var counted = counter.CountAsync(Frames);
            for (var i = 0; i < Frames; i++)
            {
                await worker.QueueAsync(frame, cancellationToken);
            }

            await counted;
        }

        await Run();
        var result = await Measure.MedianAsync(Runs, Frames, Run);
        worker.Cancel("measured");
        await running;
        return result;
    }

    private static Task<(double, double)> CallsAsync()
    {
        Callee[] chain = [new Callee(), new OtherCallee()];
        return Measure.MedianAsync(
            Runs,
            Frames * 10,
            () =>
            {
                for (var i = 0; i < Frames * 10; i++)
                {
                    var call = chain[i & 1].CallAsync(i);
                    if (!call.IsCompletedSuccessfully)
                    {
                        throw new InvalidOperationException("The call must complete at once.");
                    }
                }

                return Task.CompletedTask;
            }
        );
    }

    private static Task<(double, double)> ChannelAsync(CancellationToken cancellationToken) =>
        Measure.MedianAsync(
            Runs,
            Frames,
            async () =>
            {
                var channel = Channel.CreateBounded<Frame>(
                    new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true }
                );
                var frame = new InputAudioFrame(new byte[640], AudioFormat.Input16Khz, 0);
                var reader = Task.Run(
                    async () =>
                    {
                        await foreach (var _ in channel.Reader.ReadAllAsync(cancellationToken)) { }
                    },
                    cancellationToken
                );
                for (var i = 0; i < Frames; i++)
                {
                    await channel.Writer.WriteAsync(frame, cancellationToken);
                }

                channel.Writer.Complete();
                await reader;
            }
        );

    private sealed class Pass : FrameProcessor;

    private sealed class Counter : FrameProcessor
    {
        private TaskCompletionSource _reached = new();
        private int _left;

        public Task CountAsync(int frames)
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, frames);
            return _reached.Task;
        }

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is InputAudioFrame && --_left == 0)
            {
                _reached.TrySetResult();
            }

            return PushAsync(frame, direction);
        }
    }

    private class Callee
    {
        public int Last { get; private set; }

        public virtual ValueTask CallAsync(int value)
        {
            Last = value;
            return default;
        }
    }

    private sealed class OtherCallee : Callee;
}
