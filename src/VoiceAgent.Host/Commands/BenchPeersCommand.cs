using System.CommandLine;
using VoiceAgent.Hosting.Bench;

namespace VoiceAgent.Hosting.Commands;

/// <summary>The other end of <c>bench --only webrtc</c>, in a process of its own so that its work is not counted. Started by the bench only.</summary>
internal static class BenchPeersCommand
{
    public const string Name = "bench-peers";

    private static readonly Argument<int> Port = new("port");
    private static readonly Argument<int> Sessions = new("sessions");

    public static Command Create()
    {
        var command = new Command(Name, "The peers of the WebRTC bench.") { Port, Sessions };
        command.Hidden = true;
        command.SetAction(
            (arguments, cancellationToken) =>
                WebRtcPeers.RunAsync(arguments.GetValue(Port), arguments.GetValue(Sessions), cancellationToken)
        );
        return command;
    }
}
