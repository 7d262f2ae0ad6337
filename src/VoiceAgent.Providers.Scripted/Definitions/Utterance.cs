using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>What an utterance does.</summary>
internal enum UtteranceKind
{
    /// <summary>Answered by an intent.</summary>
    Intent,

    /// <summary>Begins a form.</summary>
    Open,

    /// <summary>Answers a form's question, perhaps with more than was asked.</summary>
    Answer,

    /// <summary>Changes what a form already knows.</summary>
    Correct,
}

/// <summary>A pattern a whole turn can match, apart from the polite words around it, and what it leads to.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">Name of the intent or form.</param>
/// <param name="Pattern">The words.</param>
internal sealed record Utterance(UtteranceKind Kind, string Target, Pattern Pattern);
