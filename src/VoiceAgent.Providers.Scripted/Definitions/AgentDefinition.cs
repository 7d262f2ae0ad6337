using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Templates;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Everything an agent file says. Immutable; shared by all conversations.</summary>
internal sealed class AgentDefinition
{
    private readonly Lazy<SpellingCorrection> _spelling;
    private readonly Lazy<UtteranceIndex> _index;

    public AgentDefinition()
    {
        _index = new(() => new UtteranceIndex(Utterances!));
        _spelling = new(() => new SpellingCorrection(Patterns().SelectMany(PatternContents.Words)));
    }

    /// <summary>The agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>BCP 47 language.</summary>
    public required string Language { get; init; }

    /// <summary>Voice for synthesis; null for the engine's own choice.</summary>
    public string? Voice { get; init; }

    /// <summary>Said when a conversation begins.</summary>
    public required string Greeting { get; init; }

    /// <summary>Says what the agent can do.</summary>
    public required ReplyLines Help { get; init; }

    /// <summary>Asks to repeat what was not understood.</summary>
    public required ReplyLines Again { get; init; }

    /// <summary>Said when a tool failed.</summary>
    public required ReplyLines Failed { get; init; }

    /// <summary>Said before going on when an answer was changed; {value} is the new value.</summary>
    public ReplyLines Noted { get; init; } = ReplyLines.None;

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, IntentDefinition> Intents { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, FormDefinition> Forms { get; init; }

    /// <summary>What people say before what they mean, perhaps several times; null for nothing.</summary>
    public RepeatPattern? Before { get; init; }

    /// <summary>What people say after what they mean, perhaps several times; null for nothing.</summary>
    public RepeatPattern? After { get; init; }

    /// <summary>Every pattern of a whole turn, in the file's order.</summary>
    public required IReadOnlyList<Utterance> Utterances { get; init; }

    /// <summary>Tools the file names.</summary>
    public required IReadOnlySet<string> Tools { get; init; }

    /// <summary>Mends typing mistakes with this agent's words.</summary>
    public SpellingCorrection Spelling => _spelling.Value;

    /// <summary>The utterances by how they begin.</summary>
    public UtteranceIndex Index => _index.Value;

    /// <summary>What a template may say about the agent itself.</summary>
    public SlotValue? Describe(string name) =>
        name switch
        {
            "agent" => new SlotValue(Name, Name),
            "greeting" => new SlotValue(Greeting, Greeting),
            _ => null,
        };

    private IEnumerable<Pattern> Patterns() =>
        Utterances.Select(utterance => utterance.Pattern).Concat(new Pattern?[] { Before, After }.OfType<Pattern>());
}
