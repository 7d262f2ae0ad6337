using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Dialogues;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>Reads <c>form</c> statements.</summary>
internal sealed class FormReader(AgentNames names, ScriptedAgentTools tools, Statement? corrections)
{
    private static readonly string[] Keys = ["hear", "slot", "confirm", "change", "cancelled", "call", "say"];
    private static readonly string[] SlotKeys = ["ask", "hear", "called", "help", "wrong"];

    /// <summary>One form.</summary>
    public FormDefinition Read(Statement statement)
    {
        var name = statement.Name();
        var lines = statement.Below($"form '{name}'", Keys);
        var slotLines = lines.Where(line => line.Key == "slot").ToList();
        if (slotLines.Count == 0)
        {
            throw statement.Error($"form '{name}' needs at least one 'slot NAME: type'");
        }

        var slots = slotLines.ToDictionary(
            line => line.Name(),
            line => new SlotPattern(line.Argument, ReadType(line)),
            StringComparer.Ordinal
        );
        var scope = new PatternScope(names) { Place = $"form '{name}'", Slots = slots };
        var detail = new NamedPattern(
            $"{name}-detail",
            new ChoicePattern([.. slotLines.SelectMany(line => ReadDetails(line, slots, scope))])
        );
        var answer = new RepeatPattern(detail);
        var opening = new PatternScope(names)
        {
            Place = $"form '{name}'",
            Slots = slots,
            Details = answer,
        };
        var hear =
            Find(lines, "hear") ?? throw statement.Error($"form '{name}' needs 'hear:' with what people say to begin");
        if (Find(lines, "confirm") is { } confirm && Find(lines, "change") is null)
        {
            throw confirm.Error($"form '{name}' also needs 'change:', asked when the answer to 'confirm:' is no");
        }

        string[] known = [.. slots.Keys];
        var call = Find(lines, "call") is { } callLine ? ReplyReader.ReadCall(callLine, known, tools) : null;
        var say =
            Find(lines, "say") ?? throw statement.Error($"form '{name}' needs 'say:' with what to say when it is done");
        return new FormDefinition(name)
        {
            Hear = PatternLines.ReadEach(hear, opening),
            Slots = [.. slotLines.Select(line => ReadSlot(line, slots, known))],
            Answer = answer,
            Corrections = ReadCorrections(name, slotLines, answer),
            Confirm = ReplyReader.ReadOptional(Find(lines, "confirm"), known),
            Change = ReplyReader.ReadOptional(Find(lines, "change"), known),
            Cancelled = ReplyReader.ReadOptional(Find(lines, "cancelled"), known),
            Call = call,
            Say = ReplyReader.Read(say, call is null ? known : [.. known, "result"]),
        };
    }

    private static Statement? Find(IEnumerable<Statement> lines, string key) =>
        lines.FirstOrDefault(line => line.Key == key);

    private static IEnumerable<DetailPattern> ReadDetails(
        Statement line,
        Dictionary<string, SlotPattern> slots,
        PatternScope scope
    )
    {
        if (Find(line.Children, "hear") is not { } hear)
        {
            return [new DetailPattern(line.Argument, slots[line.Argument])];
        }

        var patterns = PatternLines.ReadEach(hear, scope);
        return patterns.All(pattern => PatternContents.Slots(pattern).SequenceEqual([line.Argument]))
            ? patterns.Select(pattern => new DetailPattern(line.Argument, pattern))
            : throw hear.Error(
                $"every pattern of slot '{line.Argument}' must hold {{{line.Argument}}} and no other slot"
            );
    }

    private static FormSlot ReadSlot(Statement line, Dictionary<string, SlotPattern> slots, string[] known)
    {
        var ask =
            Find(line.Children, "ask") ?? throw line.Error($"slot '{line.Argument}' needs 'ask:' with the question");
        return new FormSlot(line.Argument, slots[line.Argument].Type)
        {
            Ask = ReplyReader.Read(ask, known),
            Help = ReplyReader.ReadOptional(Find(line.Children, "help"), known),
            Wrong = ReplyReader.ReadOptional(Find(line.Children, "wrong"), [.. known, "value"]),
        };
    }

    private SlotType ReadType(Statement line)
    {
        line.Below($"slot '{line.Argument}'", SlotKeys);
        return line.Value.Length > 0
            ? names.Type(line.Value, line)
            : throw line.Error("write 'slot NAME: type', such as 'slot day: date'");
    }

    private IReadOnlyList<Pattern> ReadCorrections(string form, List<Statement> slotLines, Pattern answer)
    {
        if (corrections is null)
        {
            return [];
        }

        var scope = new PatternScope(names) { Place = $"slot of form '{form}'" };
        var called = new ListType(
            $"{form}-slot",
            [.. slotLines.Select(line => (line.Argument, ReadCalled(line, scope)))]
        );
        return PatternLines.ReadEach(
            corrections,
            new PatternScope(names)
            {
                Place = "correct",
                Details = answer,
                Slots = new Dictionary<string, SlotPattern>
                {
                    [FormProgress.SlotOfNames] = new(FormProgress.SlotOfNames, called),
                },
            }
        );
    }

    private static Pattern ReadCalled(Statement line, PatternScope scope) =>
        Find(line.Children, "called") is { } called
            ? PatternLines.Read(called, scope)
            : new SequencePattern([.. Tokenizer.Split(line.Argument).Select(word => new WordPattern(word))]);
}
