using System.CommandLine;

namespace VoiceAgent.Hosting.Commands;

/// <summary>The command line: <c>voiceagent serve | talk | bench | replay</c>.</summary>
internal static class CommandTree
{
    /// <summary>Makes the tree. Without a command the host serves.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("VoiceAgent: real-time voice agents. Without a command it serves.");
        foreach (var option in ServeCommand.Options())
        {
            root.Options.Add(option);
        }

        root.SetAction(ServeCommand.RunAsync);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(TalkCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(BenchPeersCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        return root;
    }
}
