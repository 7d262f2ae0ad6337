using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>Makes the failures of a grammar.</summary>
internal static class JsgfError
{
    internal static VoiceAgentException At(int line, string what) =>
        new(ErrorCodes.InvalidGrammar, $"The grammar is wrong in line {line}: {what}.");

    internal static VoiceAgentException Whole(string what) =>
        new(ErrorCodes.InvalidGrammar, $"The grammar cannot be used: {what}.");
}
