using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>Makes an agent out of a file's text.</summary>
internal sealed class AgentFileReader
{
    private static readonly string[] Keys =
    [
        "agent",
        "language",
        "voice",
        "greeting",
        "help",
        "again",
        "failed",
        "noted",
        "before",
        "after",
        "correct",
        "phrase",
        "list",
        "intent",
        "form",
    ];

    private readonly AgentFileText _file;
    private readonly ScriptedAgentTools _tools;

    private AgentFileReader(AgentFileText file, ScriptedAgentTools tools) => (_file, _tools) = (file, tools);

    /// <summary>Reads an agent; <paramref name="name"/> is the file's name for messages.</summary>
    public static AgentDefinition Read(string text, string name, ScriptedAgentTools tools) =>
        new AgentFileReader(AgentFileText.Parse(text, name), tools).Read();

    private AgentDefinition Read()
    {
        var statements = _file.Statements;
        Statement.Check(statements, "an agent file", Keys);
        var agent = Required("agent", "the agent's name").Single();
        var names = new AgentNames(statements);
        names.ReadAll();
        var formReader = new FormReader(names, _tools, Find("correct"));
        var forms = All("form").Select(formReader.Read).ToDictionary(form => form.Name, StringComparer.Ordinal);
        var intents = new IntentReader(names, _tools).Read(All("intent"), forms.Keys);
        if (All("intent").FirstOrDefault(line => forms.ContainsKey(line.Argument)) is { } twice)
        {
            throw twice.Error($"'{twice.Argument}' is already a form; give the intent another name");
        }

        CheckRoles(forms.Values, intents);
        return new AgentDefinition
        {
            Name = agent,
            Language = Find("language")?.Single() ?? "en-US",
            Voice = Find("voice")?.Single(),
            Greeting = ReadGreeting(agent),
            Help = ReplyReader.Read(Required("help", "what the agent says it can do")),
            Again = ReplyReader.Read(Required("again", "what the agent says when it did not understand")),
            Failed = ReplyReader.Read(Required("failed", "what the agent says when a tool failed")),
            Noted = ReplyReader.ReadOptional(Find("noted"), "value"),
            Before = ReadAround("before", names),
            After = ReadAround("after", names),
            Intents = intents,
            Forms = forms,
            Utterances = [.. Utterances(forms, intents)],
            Tools = intents
                .Values.Select(intent => intent.Call)
                .Concat(forms.Values.Select(form => form.Call))
                .OfType<ToolCallDefinition>()
                .Select(call => call.Tool)
                .ToHashSet(StringComparer.Ordinal),
        };
    }

    private IEnumerable<Utterance> Utterances(
        Dictionary<string, FormDefinition> forms,
        IReadOnlyDictionary<string, IntentDefinition> intents
    )
    {
        foreach (var statement in _file.Statements)
        {
            var name = statement.Argument;
            var parts = statement.Key switch
            {
                "intent" => intents[name].Hear.Select(pattern => (UtteranceKind.Intent, pattern)),
                "form" => forms[name]
                    .Hear.Select(pattern => (UtteranceKind.Open, pattern))
                    .Append((UtteranceKind.Answer, forms[name].Answer))
                    .Concat(forms[name].Corrections.Select(pattern => (UtteranceKind.Correct, pattern))),
                _ => [],
            };
            foreach (var (kind, pattern) in parts)
            {
                yield return new Utterance(kind, name, pattern);
            }
        }
    }

    private RepeatPattern? ReadAround(string key, AgentNames names)
    {
        if (Find(key) is not { } statement)
        {
            return null;
        }

        var pattern = PatternLines.Read(statement, new PatternScope(names) { Place = key });
        return PatternContents.Slots(pattern).Any()
            ? throw statement.Error($"'{key}:' cannot hold slots")
            : new RepeatPattern(new NamedPattern(key, pattern));
    }

    private void CheckRoles(
        Dictionary<string, FormDefinition>.ValueCollection forms,
        IReadOnlyDictionary<string, IntentDefinition> intents
    )
    {
        string[] needed =
        [
            .. forms.Count > 0 ? [Roles.Cancel] : (string[])[],
            .. forms.Any(form => !form.Confirm.IsEmpty) ? [Roles.Yes, Roles.No] : (string[])[],
        ];
        if (needed.FirstOrDefault(role => !intents.ContainsKey(role)) is { } missing)
        {
            throw All("form")
                .First()
                .Error(
                    $"a form needs 'intent {missing}:' so that people can answer it; add one with 'hear:' and 'say:'"
                );
        }
    }

    private IEnumerable<Statement> All(string key) => _file.Statements.Where(statement => statement.Key == key);

    private Statement? Find(string key) => All(key).FirstOrDefault();

    private Statement Required(string key, string what) =>
        Find(key) ?? throw new Statement(_file.Name, 1, "").Error($"'{key}:' is missing; it holds {what}");

    private string ReadGreeting(string agent)
    {
        var statement = Required("greeting", "what the agent says first");
        return ReplyReader.Read(statement).Render(name => name == "agent" ? new SlotValue(agent, agent) : null, 0)
            ?? throw statement.Error("a greeting can mention {agent} and nothing else");
    }
}
