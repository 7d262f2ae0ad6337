using VoiceAgent.Frames;

namespace VoiceAgent.Stt;

/// <summary>What a recognition event says.</summary>
public enum SpeechToTextEventKind
{
    /// <summary>Text that may still change; replaces the interim before it.</summary>
    Interim,

    /// <summary>Text that will not change. Empty when nothing was understood.</summary>
    Final,

    /// <summary>The engine believes the user's turn is over.</summary>
    EndOfTurn,

    /// <summary>The engine believes the user has begun a turn.</summary>
    StartOfTurn,

    /// <summary>Another engine has taken over: <see cref="SpeechToTextEvent.Change"/> says from whom. Nothing was lost.</summary>
    ProviderChanged,
}

/// <summary>One thing a recogniser heard.</summary>
/// <param name="Kind">Interim, final, end of turn and the like.</param>
/// <param name="Text">What was heard; empty for nothing.</param>
public sealed record SpeechToTextEvent(SpeechToTextEventKind Kind, string Text)
{
    /// <summary>Confidence from 0 to 1 where the engine has one.</summary>
    public float? Confidence { get; init; }

    /// <summary>
    /// True when speech was heard but refused: it was outside the engine's grammar or too uncertain. The text is then
    /// empty and an agent answers "say that again".
    /// </summary>
    public bool Rejected { get; init; }

    /// <summary>Language heard, BCP 47, where the engine tells.</summary>
    public string? Language { get; init; }

    /// <summary>Word times from the segment's start, where the engine has them.</summary>
    public IReadOnlyList<WordTiming> Words { get; init; } = [];

    /// <summary>Who followed whom, for <see cref="SpeechToTextEventKind.ProviderChanged"/>.</summary>
    public ProviderChange? Change { get; init; }

    /// <summary>Prints no words.</summary>
    public override string ToString() => $"{Kind}, {Text.Length} characters";
}
