using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using VoiceAgent.Sessions;
using VoiceAgent.Transports;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Whole conversations of Pipecat clients over real sockets: Kestrel and the kernel's network included, the clients in a process of their own.
/// </summary>
internal static class PipecatSocketBench
{
    /// <summary>The clients need a core, too.</summary>
    private const int MaxSessions = 500;

    /// <summary>The compiler needs this long to be done with what a call runs through.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(12);

    public static async Task<IEnumerable<BenchFigure>> RunAsync(
        int sessions,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        sessions = Math.Min(sessions, MaxSessions);
        await using var server = CreateServer(sessions);
        await server.StartAsync(cancellationToken);
        using var peers = BenchPeers.Start(PipecatPeers.Kind, PortOf(server), sessions);
        await peers.ReadAsync(cancellationToken);
        await Task.Delay(Warmup, TimeProvider.System, cancellationToken);
        await peers.WriteAsync("count");
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var paused = GC.GetTotalPauseDuration();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        (cpu, bytes) = (Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
        paused = GC.GetTotalPauseDuration() - paused;
        await peers.WriteAsync("tell");
        var told = (await peers.ReadAsync(cancellationToken))
            .Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        peers.EndInput();
        await server.StopAsync(cancellationToken);
        return
        [
            new("pipecat-socket", "conversations at a time", sessions, ""),
            new("pipecat-socket", "share of one core, all of them", 100 * cpu.TotalSeconds / seconds, "%"),
            new("pipecat-socket", "CPU per session-second", cpu.TotalMilliseconds / (sessions * (double)seconds), "ms"),
            new("pipecat-socket", "garbage per session-second", bytes / ((double)sessions * seconds) / 1024, "KiB"),
            new("pipecat-socket", "time paused to collect garbage", 100 * paused.TotalSeconds / seconds, "%"),
            new("pipecat-socket", "frames sent by the clients", told[0], ""),
            new("pipecat-socket", "frames received by the clients", told[1], ""),
            new("pipecat-socket", "requests to the application answered", told[2], ""),
            new("pipecat-socket", "round trip of a request: p50", told[3], "ms"),
            new("pipecat-socket", "round trip of a request: p99", told[4], "ms"),
        ];
    }

    private static WebApplication CreateServer(int sessions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddWebSocketTransport(options => options.MaxSessions = sessions);
        builder.Services.AddSingleton<IMediaSessionHandler>(new Handler(BenchAgent.Create(new Metronome(sessions))));
        var server = builder.Build();
        server.MapVoiceAgentPipecat();
        return server;
    }

    private static int PortOf(WebApplication server) =>
        new Uri(
            server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        ).Port;

    private sealed class Handler(AgentDefinition agent) : IMediaSessionHandler
    {
        public async Task RunAsync(
            IMediaConnection connection,
            MediaSessionRequest request,
            CancellationToken cancellationToken
        )
        {
            await using var session = new VoiceSession(agent, connection);
            await session.RunAsync(cancellationToken);
        }
    }
}
