using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>Reads <c>intent</c> statements.</summary>
internal sealed class IntentReader(AgentNames names, ScriptedAgentTools tools)
{
    private static readonly string[] Keys = ["hear", "follows", "default", "like", "call", "say"];

    private readonly Dictionary<string, IntentDefinition> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>Reads every intent; <paramref name="forms"/> are the other names an intent may follow.</summary>
    public IReadOnlyDictionary<string, IntentDefinition> Read(
        IEnumerable<Statement> statements,
        IReadOnlyCollection<string> forms
    )
    {
        foreach (var statement in statements)
        {
            var name = statement.Name();
            _statements[name] = statement;
            _intents[name] = ReadHeard(statement, name);
        }

        foreach (var (name, statement) in _statements)
        {
            _intents[name] = ReadReply(statement, _intents[name]);
            CheckNames(statement, _intents[name], forms);
        }

        return _intents;
    }

    private IntentDefinition ReadHeard(Statement statement, string name)
    {
        var lines = statement.Below($"intent '{name}'", Keys);
        var hear =
            lines.FirstOrDefault(line => line.Key == "hear")
            ?? throw statement.Error($"intent '{name}' needs 'hear:' with what people say");
        return new IntentDefinition(name)
        {
            Hear = PatternLines.ReadEach(hear, new PatternScope(names) { Place = $"intent '{name}'" }),
            Follows = Names(lines, "follows"),
            Like = lines.FirstOrDefault(line => line.Key == "like")?.Single(),
        };
    }

    private IntentDefinition ReadReply(Statement statement, IntentDefinition intent)
    {
        var slots = Slots(intent)
            .Concat(_intents.Values.Where(other => other.Like == intent.Name).SelectMany(Slots))
            .ToList();
        var defaults = new Dictionary<string, SlotDefault>(StringComparer.Ordinal);
        foreach (var line in statement.Children.Where(line => line.Key == "default"))
        {
            var slot =
                slots.Find(slot => slot.Name == line.Argument)
                ?? throw line.Error(
                    $"'default {line.Argument}:' names no slot of the patterns{Statement.Suggest(line.Argument, slots.Select(slot => slot.Name).Distinct())}"
                );
            var value = new SlotDefault(slot.Type, Tokenizer.Split(line.Single()));
            defaults[slot.Name] =
                value.Words.Count > 0 && value.Read(DateTimeOffset.UnixEpoch) is { Refused: false }
                    ? value
                    : throw line.Error($"'{line.Value}' is no {slot.Type.Name}; write it as people would say it");
        }

        var known = slots.Select(slot => slot.Name).Distinct().ToList();
        var call = statement.Children.Find(line => line.Key == "call") is { } callLine
            ? ReplyReader.ReadCall(callLine, known, tools)
            : null;
        var say = statement.Children.Find(line => line.Key == "say");
        if ((say is null) == (intent.Like is null))
        {
            throw statement.Error(
                $"intent '{intent.Name}' needs 'say:' with the answer, or 'like:' with an intent that answers for it, and not both"
            );
        }

        return intent with
        {
            Defaults = defaults,
            Call = call,
            Say = ReplyReader.ReadOptional(say, call is null ? known : [.. known, "result"]),
        };
    }

    private void CheckNames(Statement statement, IntentDefinition intent, IReadOnlyCollection<string> forms)
    {
        foreach (var name in intent.Follows.Where(name => !_statements.ContainsKey(name) && !forms.Contains(name)))
        {
            throw statement.Error(
                $"intent '{intent.Name}' follows '{name}', which is neither an intent nor a form{Statement.Suggest(name, _statements.Keys.Concat(forms))}"
            );
        }

        if (intent.Like is not null && (!_intents.TryGetValue(intent.Like, out var other) || other.Like is not null))
        {
            throw statement.Error(
                $"intent '{intent.Name}' is like '{intent.Like}', which is no intent that answers itself{Statement.Suggest(intent.Like, _statements.Keys)}"
            );
        }
    }

    private static IEnumerable<SlotPattern> Slots(IntentDefinition intent) =>
        intent.Hear.SelectMany(PatternContents.Nodes).OfType<SlotPattern>();

    private static string[] Names(IEnumerable<Statement> lines, string key) =>
        lines
            .FirstOrDefault(line => line.Key == key)
            ?.Single()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        ?? [];
}
