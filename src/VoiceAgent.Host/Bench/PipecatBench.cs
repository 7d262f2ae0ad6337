using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// What Pipecat clients cost: a protobuf frame each way, and many whole conversations over WebSockets without a network, with a request
/// of each client to the application every second.
/// </summary>
internal static class PipecatBench
{
    private const int Frames = 1_000_000;
    private const int Runs = 5;

    public static async Task<IEnumerable<BenchFigure>> RunAsync(
        int sessions,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        var buffer = new PooledBuffer();
        var speech = new byte[960];
        var (write, _) = await RepeatAsync(() => Write(buffer, speech));
        var frame = Encode(BenchSpeech.Next(0));
        var (read, readBytes) = await RepeatAsync(() => Read(frame));
        var roundTrips = new List<double>();
        var clients = new List<PipecatBenchClient>();
        var figures = await SessionBench.RunAsync(
            "pipecat",
            sessions,
            seconds,
            number =>
            {
                var client = new PipecatBenchClient(number);
                clients.Add(client);
                return client;
            },
            cancellationToken
        );
        foreach (var client in clients)
        {
            roundTrips.AddRange(client.RoundTrips);
            await client.DisposeAsync();
        }

        return
        [
            new("pipecat", "frame of 20 ms written, PCM copied once", write, "ns"),
            new("pipecat", "frame of 20 ms read in place", read, "ns"),
            new("pipecat", "garbage per frame read", readBytes, "bytes"),
            .. figures,
            new("pipecat", "requests to the application answered", roundTrips.Count, ""),
            new("pipecat", "round trip of a request: p50", Measure.Percentile([.. roundTrips], 0.5), "ms"),
            new("pipecat", "round trip of a request: p99", Measure.Percentile([.. roundTrips], 0.99), "ms"),
        ];
    }

    /// <summary>Audio in a frame.</summary>
    public static byte[] Encode(byte[] pcm)
    {
        var buffer = new PooledBuffer();
        PipecatFrameWriter.WriteAudio(buffer, pcm, 16000, 1);
        return buffer.Written.ToArray();
    }

    private static Task<(double, double)> RepeatAsync(Action run) =>
        Measure.MedianAsync(
            Runs,
            Frames,
            () =>
            {
                for (var i = 0; i < Frames; i++)
                {
                    run();
                }

                return Task.CompletedTask;
            }
        );

    private static void Write(PooledBuffer buffer, byte[] speech)
    {
        buffer.Clear();
        PipecatFrameWriter.WriteAudio(buffer, speech, 24000, 1);
    }

    private static void Read(byte[] bytes)
    {
        if (!PipecatFrame.TryRead(bytes, out var frame) || frame.Payload.Length != BenchSpeech.FrameBytes)
        {
            throw new InvalidOperationException("The frame must be what was written.");
        }
    }
}
