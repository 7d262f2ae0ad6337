using VoiceAgent.Text;

namespace VoiceAgent.Turns;

/// <summary>Finds phrases in what was said, whatever the case and the punctuation. Thread-safe.</summary>
public sealed class TurnPhrases
{
    private readonly string[][] _interrupting;
    private readonly string[][] _backchannels;
    private readonly string[][] _wake;

    internal TurnPhrases(UserTurnOptions options)
    {
        _interrupting = Parse(options.InterruptingPhrases ?? DefaultInterrupting);
        _backchannels = Parse(options.Backchannels ?? DefaultBackchannels);
        _wake = Parse(options.WakePhrases);
    }

    /// <summary>English and Spanish for "stop".</summary>
    public static IReadOnlyList<string> DefaultInterrupting { get; } =
    ["stop", "hold on", "be quiet", "alto", "silencio", "cállate"];

    /// <summary>English and Spanish for "I am listening".</summary>
    public static IReadOnlyList<string> DefaultBackchannels { get; } =
    ["mhm", "mm", "mmm", "mm hmm", "mmhmm", "hm", "hmm", "uh huh", "aha", "ajá"];

    /// <summary>True when the agent has to be woken.</summary>
    internal bool HasWake => _wake.Length > 0;

    /// <summary>True when the text begins like a phrase that always interrupts.</summary>
    internal bool IsInterrupting(string text)
    {
        var words = Words(text);
        return Array.Exists(_interrupting, phrase => StartsWith(words, phrase));
    }

    /// <summary>True when the text consists of nothing but phrases that never interrupt.</summary>
    internal bool IsBackchannel(string text)
    {
        var rest = Words(text).AsSpan();
        var isBackchannel = rest.Length > 0;
        while (isBackchannel && rest.Length > 0)
        {
            var longest = 0;
            foreach (var phrase in _backchannels)
            {
                longest = StartsWith(rest, phrase) ? Math.Max(longest, phrase.Length) : longest;
            }

            isBackchannel = longest > 0;
            rest = rest[longest..];
        }

        return isBackchannel;
    }

    /// <summary>True when the text holds a wake phrase.</summary>
    internal bool HoldsWake(string text) => FindWake(text) is not null;

    /// <summary>What was said behind the wake phrase; the text from the phrase on when nothing was.</summary>
    internal string BehindWake(string text)
    {
        if (FindWake(text) is not { } wake)
        {
            return text;
        }

        var behind = text[wake.End..].TrimStart(' ', ',', '.', ';', ':', '!', '?', '-', '…');
        return SpokenText.CountWords(behind) > 0 ? behind : text[wake.Start..];
    }

    private (int Start, int End)? FindWake(string text)
    {
        var spans = Split(text);
        var words = spans.ConvertAll(span => Normal(text[span.Start..span.End])).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            foreach (var phrase in _wake)
            {
                if (StartsWith(words.AsSpan(i), phrase))
                {
                    return (spans[i].Start, spans[i + phrase.Length - 1].End);
                }
            }
        }

        return null;
    }

    private static bool StartsWith(ReadOnlySpan<string> words, string[] phrase) => words.StartsWith(phrase);

    private static string[][] Parse(IReadOnlyList<string> phrases) => [.. phrases.Select(Words)];

    private static string[] Words(string text) => [.. Split(text).Select(span => Normal(text[span.Start..span.End]))];

    private static string Normal(string word) => word.ToLowerInvariant().Replace('’', '\'');

    /// <summary>Runs of letters, digits and apostrophes; each character where a script has no spaces.</summary>
    private static List<(int Start, int End)> Split(string text)
    {
        List<(int Start, int End)> words = [];
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && IsInWord(text[i]) && !(i > start && SpokenText.IsUnspaced(text[i])))
            {
                i++;
                if (SpokenText.IsUnspaced(text[i - 1]))
                {
                    break;
                }
            }

            if (i > start)
            {
                words.Add((start, i));
                i--;
            }
        }

        return words;
    }

    private static bool IsInWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '\'' or '’';
}
