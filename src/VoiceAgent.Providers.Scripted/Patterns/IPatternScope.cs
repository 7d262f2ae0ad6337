using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>What the names inside a pattern mean, and how its mistakes are reported.</summary>
internal interface IPatternScope
{
    /// <summary>The pattern behind <c>&lt;name&gt;</c>.</summary>
    Pattern Phrase(string name);

    /// <summary>The pattern behind <c>{text}</c>.</summary>
    Pattern Slot(string text);

    /// <summary>The pattern behind <c>...</c>.</summary>
    Pattern Details();

    /// <summary>An error that tells where the pattern stands.</summary>
    VoiceAgentException Error(string message);
}
