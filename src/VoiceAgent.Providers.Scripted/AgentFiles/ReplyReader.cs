using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Templates;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>Reads what an agent says and calls, and checks the names in it.</summary>
internal static class ReplyReader
{
    private static readonly string[] AlwaysKnown = ["agent", "greeting", "help", "last"];

    /// <summary>The lines of a statement; <paramref name="names"/> are the values they may mention.</summary>
    public static ReplyLines Read(Statement statement, params IEnumerable<string> names) =>
        new([.. statement.Lines().Select(line => ReadTemplate(line, line.Text, names))]);

    /// <summary>The lines of a statement that may be missing.</summary>
    public static ReplyLines ReadOptional(Statement? statement, params IEnumerable<string> names) =>
        statement is null ? ReplyLines.None : Read(statement, names);

    /// <summary>A call: <c>tool(parameter: value, other: value)</c>.</summary>
    public static ToolCallDefinition ReadCall(
        Statement statement,
        IReadOnlyCollection<string> names,
        ScriptedAgentTools tools
    )
    {
        var text = statement.Single();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !text.EndsWith(')'))
        {
            throw statement.Error("a call looks like 'call: tool(parameter: {slot}, other: text)'");
        }

        var tool = text[..open].Trim();
        var function =
            tools.Find(tool)
            ?? throw statement.Error($"there is no tool '{tool}'{Statement.Suggest(tool, tools.Names)}");
        var arguments = new List<(string, Template)>();
        foreach (
            var argument in text[(open + 1)..^1]
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (
                argument.Split(':', 2, StringSplitOptions.TrimEntries)
                is not [{ Length: > 0 } parameter, { Length: > 0 } value]
            )
            {
                throw statement.Error($"'{argument}' should be 'parameter: value'");
            }

            if (ToolSchema.Parameters(function) is { } known && !known.Contains(parameter))
            {
                throw statement.Error(
                    $"the tool '{tool}' has no parameter '{parameter}'{Statement.Suggest(parameter, known)}"
                );
            }

            arguments.Add((parameter, ReadTemplate(statement, value, names)));
        }

        var missing = ToolSchema
            .RequiredParameters(function)
            .Except(arguments.Select(argument => argument.Item1))
            .ToList();
        return missing.Count > 0
            ? throw statement.Error($"the tool '{tool}' also needs {string.Join(", ", missing)}")
            : new ToolCallDefinition(tool, arguments);
    }

    private static Template ReadTemplate(Statement line, string text, IEnumerable<string> names)
    {
        var template = TemplateParser.Parse(text, line.Error);
        var known = names.Concat(AlwaysKnown).ToList();
        foreach (var name in template.Names)
        {
            var first = name.Split('.')[0];
            if (!known.Contains(first))
            {
                throw line.Error($"nothing here is called '{first}'{Statement.Suggest(first, known)}");
            }
        }

        return template;
    }
}
