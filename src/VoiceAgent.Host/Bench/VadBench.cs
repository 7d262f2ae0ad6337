using VoiceAgent.Providers.Silero;
using VoiceAgent.Vad;

namespace VoiceAgent.Hosting.Bench;

/// <summary>What a chunk of 32 ms costs the voice activity detectors.</summary>
internal static class VadBench
{
    private const int Chunks = 2000;
    private const int Runs = 9;

    public static IEnumerable<BenchFigure> Run()
    {
        (IVoiceActivityModelFactory Factory, int Rate)[] models =
        [
            (new SileroVadFactory(), 16000),
            (new SileroVadFactory(), 8000),
            (new EnergyVadFactory(), 16000),
        ];
        foreach (var (factory, rate) in models)
        {
            var (time, bytes) = RunModel(factory, rate);
            yield return new("vad", $"{factory.Name}, {rate / 1000} kHz: time per chunk", time, "µs");
            yield return new("vad", $"{factory.Name}, {rate / 1000} kHz: garbage per chunk", bytes, "bytes");
        }
    }

    private static (double Microseconds, double Bytes) RunModel(IVoiceActivityModelFactory factory, int rate)
    {
        using var model = factory.Create(rate);
        var random = new Random(1);
        var chunks = new float[16][];
        for (var i = 0; i < chunks.Length; i++)
        {
            chunks[i] =
            [
                .. Enumerable
                    .Range(0, model.ChunkSamples)
                    .Select(n => MathF.Sin(n * 0.05f * (i + 1)) * random.NextSingle() * 0.5f),
            ];
        }

        var times = new double[Runs];
        var bytes = new double[Runs];
        for (var run = 0; run < Runs; run++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Chunks; i++)
            {
                model.Process(chunks[i & 15]);
            }

            times[run] = TimeProvider.System.GetElapsedTime(began).TotalMicroseconds / Chunks;
            bytes[run] = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Chunks;
        }

        return (Measure.Percentile(times, 0.5), Measure.Percentile(bytes, 0.5));
    }
}
