using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>What the names in the patterns of one place in a file mean.</summary>
internal sealed class PatternScope(AgentNames names)
{
    /// <summary>Where the patterns stand, for messages.</summary>
    public required string Place { get; init; }

    /// <summary>Slots that are known by a name of their own: those of a form.</summary>
    public IReadOnlyDictionary<string, SlotPattern> Slots { get; init; } = new Dictionary<string, SlotPattern>();

    /// <summary>What <c>...</c> stands for; null outside forms.</summary>
    public Pattern? Details { get; init; }

    /// <summary>This scope for one line.</summary>
    public IPatternScope At(Statement line) => new LineScope(this, names, line);

    private sealed class LineScope(PatternScope scope, AgentNames names, Statement line) : IPatternScope
    {
        public Pattern Phrase(string name) => names.Phrase(name, line);

        public Pattern Slot(string text)
        {
            if (scope.Slots.TryGetValue(text, out var known))
            {
                return known;
            }

            var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts.Any(part => part.Length == 0))
            {
                throw Error("between braces stands a type such as {city}, or a name and a type such as {from:city}");
            }

            // A range is no part of a name: {number 1..9} is called number.
            return new SlotPattern(parts[0].Split(' ')[0], names.Type(parts[^1], line));
        }

        public Pattern Details() =>
            scope.Details
            ?? throw Error("'...' stands for the details of a form and is only known in forms and in 'correct:'");

        public VoiceAgentException Error(string message) => line.Error($"{scope.Place}: {message}");
    }
}
