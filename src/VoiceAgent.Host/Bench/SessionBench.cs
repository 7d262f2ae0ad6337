using VoiceAgent.Pipelines;
using VoiceAgent.Sessions;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Many whole conversations in real time: 20 ms of audio in and out each, every stage of a session in place, services that cost nothing.
/// </summary>
internal static class SessionBench
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(4);

    public static Task<IEnumerable<BenchFigure>> RunAsync(
        int sessions,
        int seconds,
        CancellationToken cancellationToken
    ) => RunAsync("sessions", sessions, seconds, number => new BenchConnection(number), cancellationToken);

    /// <summary>Runs it with clients of some kind.</summary>
    public static async Task<IEnumerable<BenchFigure>> RunAsync(
        string part,
        int sessions,
        int seconds,
        Func<int, IBenchClient> connect,
        CancellationToken cancellationToken
    )
    {
        var metronome = new Metronome(sessions);
        var agent = BenchAgent.Create(metronome);
        var memoryBefore = Settled();
        var connections = new IBenchClient[sessions];
        var running = new Task<PipelineResult>[sessions];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var i = 0; i < sessions; i++)
        {
            connections[i] = connect(i);
            running[i] = new VoiceSession(agent, connections[i].Connection).RunAsync(stop.Token);
        }

        await Task.Delay(Warmup / 4, TimeProvider.System, cancellationToken);
        var idle = (double)(Settled() - memoryBefore) / sessions;
        var beating = metronome.Start(number => connections[number].Hear());
        await Task.Delay(Warmup, TimeProvider.System, cancellationToken);
        var (cpu, framesIn, framesOut, bytes) = await ObserveAsync(metronome, connections, seconds, cancellationToken);
        metronome.Stop();
        await beating;
        await stop.CancelAsync();
        await Task.WhenAll(running);
        var added = metronome.Latencies();
        return
        [
            new(part, "conversations at a time", sessions, ""),
            new(part, "share of one core, all of them", 100 * cpu.TotalSeconds / seconds, "%"),
            new(part, "CPU per session-second", cpu.TotalMilliseconds / (sessions * (double)seconds), "ms"),
            new(part, "added latency, microphone to recogniser: p50", Measure.Percentile(added, 0.5), "ms"),
            new(part, "added latency, microphone to recogniser: p99", Measure.Percentile(added, 0.99), "ms"),
            new(part, "frames in", framesIn, ""),
            new(part, "frames out", framesOut, ""),
            new(part, "garbage per frame, PCM included", bytes / (framesIn + framesOut), "bytes"),
            new(part, "managed memory per idle session", idle / 1024, "KiB"),
        ];
    }

    private static async Task<(TimeSpan Cpu, double In, double Out, double Bytes)> ObserveAsync(
        Metronome metronome,
        IBenchClient[] connections,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        metronome.Forget();
        var cpu = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes();
        var framesIn = connections.Sum(c => c.FramesIn);
        var framesOut = connections.Sum(c => c.FramesOut);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        return (
            Environment.CpuUsage.TotalTime - cpu,
            connections.Sum(c => c.FramesIn) - framesIn,
            connections.Sum(c => c.FramesOut) - framesOut,
            GC.GetTotalAllocatedBytes() - bytes
        );
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
