namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>What a piece of a grammar's text is.</summary>
internal enum JsgfTokenKind
{
    /// <summary>A word, or one of the keywords where a declaration begins.</summary>
    Word,

    /// <summary>A rule's name, without its angle brackets.</summary>
    Rule,

    /// <summary>A weight, without its slashes.</summary>
    Weight,

    /// <summary>One character: <c>; = | * + ( ) [ ]</c>.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Line">Line in the grammar, from 1.</param>
internal readonly record struct JsgfToken(JsgfTokenKind Kind, string Text, int Line)
{
    public bool Is(char symbol) => Kind is JsgfTokenKind.Symbol && Text[0] == symbol;
}
