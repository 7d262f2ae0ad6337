using System.Buffers;
using VoiceAgent.Text;

namespace VoiceAgent.Tts;

/// <summary>The text a <see cref="SentenceSplitter"/> looks at, from the start of the piece it is about to cut.</summary>
internal readonly ref struct SplitText(ReadOnlySpan<char> text, bool isComplete)
{
    // Stops that also end abbreviations and stand in numbers.
    private const string Dots = ".…";
    private const string StrongStops = "!?؟۔।॥።" + WideStops;
    private const string WideStops = "。！？；｡";
    private const string Closing = "\"'”’»)]}」』）】》*_~`";
    private const string Opening = "\"'“‘«([{¿¡*_~`";
    private const string ClauseMarks = ",;:–—،؛，、：";

    private static readonly SearchValues<char> StrongStopSet = SearchValues.Create(StrongStops);

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Nothing follows.</summary>
    public bool IsComplete { get; } = isComplete;

    /// <summary>Characters known so far.</summary>
    public int Length => _text.Length;

    /// <summary>One character.</summary>
    public char this[int index] => _text[index];

    /// <summary>True for what may end a sentence.</summary>
    public static bool IsStop(char c) => Dots.Contains(c) || StrongStops.Contains(c);

    /// <summary>True for what ends a sentence without white space behind it.</summary>
    public static bool IsWideStop(char c) => WideStops.Contains(c);

    /// <summary>True for what still belongs to the sentence behind its stop.</summary>
    public static bool ContinuesStop(char c) => IsStop(c) || Closing.Contains(c);

    /// <summary>True for what ends a clause.</summary>
    public static bool IsClauseMark(char c) => ClauseMarks.Contains(c);

    /// <summary>True when one of the stops ends a sentence whatever follows, as dots do not.</summary>
    public static bool HasStrongStop(ReadOnlySpan<char> stops) => stops.ContainsAny(StrongStopSet);

    /// <summary>The characters from one index up to another.</summary>
    public ReadOnlySpan<char> Slice(int start, int end) => _text[start..end];

    /// <summary>True when there is only white space before the index.</summary>
    public bool IsBlankBefore(int index) => _text[..index].IsWhiteSpace();

    /// <summary>True when the script before the index has no spaces.</summary>
    public bool IsWideBefore(int index) => index > 0 && SpokenText.IsUnspaced(_text[index - 1]);

    /// <summary>The characters since the last white space, without opening marks.</summary>
    public ReadOnlySpan<char> TokenBefore(int index) => _text[TokenStart(index)..index].TrimStart(Opening);

    /// <summary>True when the token before the index is the first of the piece.</summary>
    public bool IsFirstToken(int index) => IsBlankBefore(TokenStart(index));

    private int TokenStart(int index)
    {
        while (index > 0 && !char.IsWhiteSpace(_text[index - 1]))
        {
            index--;
        }

        return index;
    }
}
