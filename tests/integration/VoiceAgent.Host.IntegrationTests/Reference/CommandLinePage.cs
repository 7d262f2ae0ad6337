using System.CommandLine;
using System.Text;
using VoiceAgent.Hosting.Commands;

namespace VoiceAgent.Hosting.Reference;

/// <summary><c>docs/reference/command-line.md</c>: the host's commands and their options.</summary>
internal static class CommandLinePage
{
    public static string Write()
    {
        var root = CommandTree.Create();
        var page = new StringBuilder($"# Command line\n\n{root.Description}\n");
        foreach (var command in root.Subcommands)
        {
            Add(page, command);
        }

        return page.ToString();
    }

    private static void Add(StringBuilder page, Command command)
    {
        var arguments = string.Concat(command.Arguments.Select(argument => $" [{argument.Name}…]"));
        page.Append($"\n## `voiceagent {command.Name}{arguments}`\n\n{command.Description}\n\n");
        page.Append("| Option | Default | Meaning |\n|---|---|---|\n");
        foreach (var argument in command.Arguments)
        {
            page.Append($"| `{argument.Name}` | | {argument.Description} |\n");
        }

        foreach (var option in command.Options)
        {
            var given =
                option.HasDefaultValue && option.ValueType != typeof(bool) ? $"`{option.GetDefaultValue()}`" : "";
            page.Append($"| `{option.Name}` | {given} | {option.Description} |\n");
        }
    }
}
