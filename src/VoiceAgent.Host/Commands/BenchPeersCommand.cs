using System.CommandLine;
using VoiceAgent.Hosting.Bench;

namespace VoiceAgent.Hosting.Commands;

/// <summary>The other end of a bench over sockets, in a process of its own so that its work is not counted. Started by the bench only.</summary>
internal static class BenchPeersCommand
{
    public const string Name = "bench-peers";

    private static readonly Argument<string> Kind = new("kind");
    private static readonly Argument<int> Port = new("port");
    private static readonly Argument<int> Sessions = new("sessions");

    public static Command Create()
    {
        var command = new Command(Name, "The peers of a bench.") { Kind, Port, Sessions };
        command.Hidden = true;
        command.SetAction(
            (arguments, cancellationToken) =>
            {
                var (port, sessions) = (arguments.GetValue(Port), arguments.GetValue(Sessions));
                return arguments.GetValue(Kind) is var kind && kind is WebRtcPeers.Kind or WebRtcPeers.OpusKind
                    ? WebRtcPeers.RunAsync(WebRtcVoice.CodecOf(kind), port, sessions, cancellationToken)
                    : PipecatPeers.RunAsync(port, sessions, cancellationToken);
            }
        );
        return command;
    }
}
