using System.CommandLine;
using VoiceAgent.Hosting.Bench;

namespace VoiceAgent.Hosting.Commands;

/// <summary><c>voiceagent bench</c>: measures the engine on this machine.</summary>
internal static class BenchCommand
{
    private static readonly Option<int> Sessions = new("--sessions")
    {
        Description = "Conversations at a time in the load test.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Length of the load test.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<int> Interruptions = new("--interruptions")
    {
        Description = "Interruptions of the demo agent over a socket; each takes about four seconds.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description =
            "Parts to run: hops, interruption, vad, bargein, sessions, pipecat, pipecat-socket, webrtc, pool, hedging. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document, for programs.",
    };

    public static Command Create()
    {
        var command = new Command(
            "bench",
            "Measure hops, sessions per core, interruption, barge-in over a socket, transports, pools and hedging."
        )
        {
            Sessions,
            Seconds,
            Interruptions,
            Only,
            Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        BenchRun.RunAsync(
            new BenchSettings(
                arguments.GetValue(Sessions),
                arguments.GetValue(Seconds),
                arguments.GetValue(Interruptions),
                arguments.GetValue(Only) is { Length: > 0 } only ? only : BenchRun.Parts,
                arguments.GetValue(Json)
            ),
            cancellationToken
        );
}
