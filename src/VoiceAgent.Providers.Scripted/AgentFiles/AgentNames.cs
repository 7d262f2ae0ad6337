using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>The phrases and lists of an agent file, read when they are first named, so their order does not matter.</summary>
internal sealed class AgentNames
{
    private const int MaxDepth = 20;
    private const int LargestNumber = NumberWords.MaxInWords;

    private readonly Dictionary<string, Statement> _phraseLines;
    private readonly Dictionary<string, Statement> _listLines;
    private readonly Dictionary<string, NamedPattern> _phrases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlotType> _types;

    /// <summary>Finds the phrases and lists among an agent's statements.</summary>
    public AgentNames(IReadOnlyList<Statement> statements)
    {
        _types = new SlotType[]
        {
            new NumberType(null, null),
            new DigitsType(),
            new TimeType(),
            new DateType(),
            new DurationType(),
        }.ToDictionary(type => type.Name, StringComparer.Ordinal);
        _phraseLines = statements
            .Where(line => line.Key == "phrase")
            .ToDictionary(line => line.Name(), StringComparer.Ordinal);
        _listLines = statements
            .Where(line => line.Key == "list")
            .ToDictionary(line => line.Name(), StringComparer.Ordinal);
        if (_listLines.Keys.FirstOrDefault(_types.ContainsKey) is { } taken)
        {
            throw _listLines[taken].Error($"'{taken}' is a built-in type; give the list another name");
        }
    }

    /// <summary>Reads every phrase and list, used or not, so that each mistake is reported.</summary>
    public void ReadAll()
    {
        foreach (var (name, line) in _phraseLines)
        {
            Phrase(name, line);
        }

        foreach (var (name, line) in _listLines)
        {
            Type(name, line);
        }
    }

    /// <summary>A phrase by name.</summary>
    public NamedPattern Phrase(string name, Statement user)
    {
        if (_phrases.TryGetValue(name, out var phrase))
        {
            return phrase;
        }

        if (!_phraseLines.TryGetValue(name, out var line))
        {
            throw user.Error($"there is no phrase '{name}'{Statement.Suggest(name, _phraseLines.Keys)}");
        }

        if (!_opened.Add(name))
        {
            throw user.Error($"the phrase '{name}' contains itself");
        }

        if (_opened.Count - _phrases.Count > MaxDepth + _types.Count)
        {
            throw user.Error($"phrases name each other more than {MaxDepth} deep");
        }

        var pattern = PatternLines.Read(line, new PatternScope(this) { Place = $"phrase '{name}'" });
        return _phrases[name] = new NamedPattern(name, pattern);
    }

    /// <summary>A type by what stands in a file: a name, or <c>number 1..20</c>.</summary>
    public SlotType Type(string text, Statement user)
    {
        if (_types.TryGetValue(text, out var type))
        {
            return type;
        }

        if (!_listLines.TryGetValue(text, out var line))
        {
            return _types[text] =
                ReadRange(text, user)
                ?? throw user.Error(
                    $"there is no type or list '{text}'{Statement.Suggest(text, _types.Keys.Concat(_listLines.Keys))}"
                );
        }

        if (!_opened.Add("list " + text))
        {
            throw user.Error($"the list '{text}' contains itself");
        }

        return _types[text] = new ListType(text, [.. line.Lines().Select(entry => ReadEntry(entry, text))]);
    }

    private static NumberType? ReadRange(string text, Statement user)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["number", var range])
        {
            return null;
        }

        return
            range.Split("..") is [var low, var high]
            && int.TryParse(low, out var min)
            && int.TryParse(high, out var max)
            && min >= 0
            && min < max
            && max <= LargestNumber
            ? new NumberType(min, max)
            : throw user.Error(
                $"'{text}' is no range; write for example 'number 1..20' (from 0 up to {LargestNumber})"
            );
    }

    private (string, Pattern) ReadEntry(Statement entry, string list)
    {
        var parts = entry.Text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts[0].Length == 0 || parts[^1].Length == 0)
        {
            throw entry.Error("an entry is a value, or 'value = how people say it'");
        }

        var scope = new PatternScope(this) { Place = $"list '{list}'" };
        var pattern = PatternLines.ReadOne(entry, parts[^1], scope);
        return PatternContents.Slots(pattern).Any()
            ? throw entry.Error("an entry of a list cannot hold slots")
            : (parts[0], pattern);
    }
}
