using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// WebRTC without a pipeline: encrypted audio of 20 ms both ways for many sessions on one UDP port, first the transport alone, then with
/// Opus and all that lies above it: jitter buffer, pacer, an encoder and a decoder for each. The peers run in a process of their own, so that
/// only the server is measured.
/// </summary>
internal static class WebRtcBench
{
    /// <summary>Each is as many packets as a conversation of the pipeline has frames, and the peers need the machine too.</summary>
    private const int MaxSessions = 100;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Sends and reads audio until it is told to stop, and reads on until the sessions are closed.</summary>
    private delegate Task Talk(List<IRtcSession> calls, CancellationToken stop);

    public static async Task<IEnumerable<BenchFigure>> RunAsync(
        int sessions,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        sessions = Math.Min(sessions, MaxSessions);
        var figures = new List<BenchFigure>();
        foreach (var (part, kind, talk) in Loads())
        {
            figures.AddRange(await RunAsync(part, kind, sessions, seconds, talk, cancellationToken));
        }

        return figures;
    }

    /// <summary>The transport alone with the payloads of two codecs, and all of it with Opus.</summary>
    private static IEnumerable<(string Part, string Kind, Talk Talk)> Loads()
    {
        yield return ("webrtc", WebRtcPeers.Kind, Carry(RtcCodec.Pcmu));
        if (AudioCodecs.Available.Contains(RtcCodec.Opus))
        {
            yield return ("webrtc, packets of Opus", WebRtcPeers.OpusKind, Carry(RtcCodec.Opus));
            yield return ("webrtc, calls with Opus", WebRtcPeers.OpusKind, OpusCalls.RunAsync);
        }

        static Talk Carry(RtcCodec codec) =>
            (calls, stop) => Task.WhenAll([.. calls.Select(ReadAllAsync), SendAsync(codec, calls, stop)]);
    }

    /// <param name="part">What the figures are of.</param>
    /// <param name="kind">The peers.</param>
    /// <param name="sessions">How many there are.</param>
    /// <param name="seconds">How long is measured.</param>
    /// <param name="talk">What is done.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    private static async Task<IEnumerable<BenchFigure>> RunAsync(
        string part,
        string kind,
        int sessions,
        int seconds,
        Talk talk,
        CancellationToken cancellationToken
    )
    {
        var options = new RtcEngineOptions { MaxSessions = sessions, MaxHalfOpen = sessions };
        options.BindAddresses.Add("127.0.0.1");
        await using var engine = new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
        using var peers = BenchPeers.Start(kind, engine.Port, sessions);
        var (calls, times) = await ConnectAsync(engine, peers, kind, sessions, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var talking = talk(calls, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        (cpu, bytes) = (Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
        await stop.CancelAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        peers.EndInput();
        var received = long.Parse(await peers.ReadAsync(cancellationToken), CultureInfo.InvariantCulture);
        var sent = calls.Sum(call => call.Statistics.PacketsSent);
        var dropped = calls.Sum(call => call.Statistics.PacketsDropped);
        await Task.WhenAll(calls.Select(call => call.CloseAsync("done").AsTask()));
        await talking;
        return
        [
            new(part, "sessions at a time, on one UDP port", sessions, ""),
            new(part, "offer to connected: p50", Measure.Percentile(times, 0.5), "ms"),
            new(part, "offer to connected: p95", Measure.Percentile(times, 0.95), "ms"),
            new(part, "share of one core, all of them", 100 * cpu.TotalSeconds / seconds, "%"),
            new(part, "garbage per session-second", bytes / ((double)sessions * seconds) / 1024, "KiB"),
            new(part, "packets sent", sent, ""),
            new(part, "packets lost on the way to the peers", sent - received, ""),
            new(part, "packets dropped by the server", dropped, ""),
        ];
    }

    private static async Task<(List<IRtcSession> Calls, double[] Times)> ConnectAsync(
        RtcEngine engine,
        BenchPeers peers,
        string kind,
        int sessions,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<IRtcSession>();
        var times = new double[sessions];
        var options = new RtcSessionOptions { Codecs = [WebRtcVoice.CodecOf(kind)] };
        for (var i = 0; i < sessions; i++)
        {
            var offer = Decode(await peers.ReadAsync(cancellationToken));
            var session = await engine.AcceptAsync(offer, options, cancellationToken);
            calls.Add(session);
            await peers.WriteAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(session.Answer)));
            times[i] = double.Parse(await peers.ReadAsync(cancellationToken), CultureInfo.InvariantCulture);
        }

        return (calls, times);
    }

    private static string Decode(string line) => Encoding.UTF8.GetString(Convert.FromBase64String(line));

    private static async Task ReadAllAsync(IRtcSession session)
    {
        while ((await session.ReadAsync(CancellationToken.None)).Kind is not RtcInputKind.Closed) { }
    }

    private static async Task SendAsync(RtcCodec codec, List<IRtcSession> calls, CancellationToken stop)
    {
        var voice = WebRtcVoice.Encode(codec);
        var ticks = codec.ClockRate / 50;
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        for (var step = 0; !stop.IsCancellationRequested; )
        {
            while (step * Step <= TimeProvider.System.GetElapsedTime(began))
            {
                for (var i = step % 4; i < calls.Count; i += 4)
                {
                    var frame = step / 4;
                    _ = calls[i].TrySendAudio(voice[frame % voice.Length], (uint)(frame * ticks), marker: false);
                }

                step++;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
