using System.Text;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Text;

namespace VoiceAgent.Resilience;

/// <summary>
/// One utterance and how far it was spoken, by whichever voice: what a further one needs to go on. Used under a lock.
/// </summary>
internal sealed class SpokenUtterance(long number)
{
    /// <summary>Letters a voice speaks in a second, pauses included, where it does not tell its word times.</summary>
    private const double LettersPerSecond = 17;

    /// <summary>A word that lacks no more than this was heard.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(30);

    private readonly StringBuilder _text = new();
    private readonly List<WordTiming> _words = [];
    private TimeSpan _before;
    private AudioConverter? _converter;
    private int _begin;
    private int _told;

    public long Number => number;

    /// <summary>True when nothing more is written to it.</summary>
    public bool IsFlushed { get; set; }

    /// <summary>Audio made so far.</summary>
    public TimeSpan Made { get; private set; }

    /// <summary>True when the present voice has made some of it.</summary>
    public bool HasBegun => Made > _before;

    public void Write(string text) => _text.Append(text);

    /// <summary>Takes audio of the present voice.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlyMemory<byte> audio, AudioFormat from, AudioFormat to)
    {
        Made += from.DurationOf(audio.Length);
        return from == to ? audio : (_converter ??= new AudioConverter(from, to)).Convert(audio);
    }

    /// <summary>Takes word times of the present voice: from the start of what it was given.</summary>
    public void Add(IReadOnlyList<WordTiming> words) =>
        _words.AddRange(words.Select(word => word with { Start = word.Start + _before, End = word.End + _before }));

    /// <summary>
    /// Words to tell now: those whose audio was made. What a voice announces and does not make is never told, so that the next voice's words
    /// can follow.
    /// </summary>
    /// <param name="all">True at the end: there is no more audio to wait for.</param>
    public IReadOnlyList<WordTiming> TakeWords(bool all)
    {
        var from = _told;
        while (_told < _words.Count && (all || _words[_told].End <= Made + Tolerance))
        {
            _told++;
        }

        return _words.GetRange(from, _told - from);
    }

    /// <summary>
    /// A further voice takes over. It begins at the first word that was not made to its end: half a word is said again whole.
    /// </summary>
    /// <returns>What it has to say; empty when all was said.</returns>
    public string GoOn()
    {
        var rest = _text.ToString(_begin, _text.Length - _begin);
        var at = _words.Exists(word => word.End > _before) ? EndOfTimed(rest) : EndOfGuessed(rest);
        _words.RemoveRange(_told, _words.Count - _told);
        at += rest.AsSpan(at).IndexOfAnyExcept(" \t\r\n") is var gap and > 0 ? gap : 0;
        _begin += at;
        _before = Made;
        _converter = null;
        return rest[at..];
    }

    private int EndOfTimed(string rest)
    {
        var at = 0;
        foreach (var word in _words.Take(_told).Where(word => word.End > _before))
        {
            var found = rest.IndexOf(word.Word, at, StringComparison.OrdinalIgnoreCase);
            at = found < 0 ? at : found + word.Word.Length;
        }

        return at == 0 ? 0 : EndOfWord(rest, at);
    }

    private int EndOfGuessed(string rest)
    {
        var letters = (Made - _before).TotalSeconds * LettersPerSecond;
        var at = 0;
        foreach (var word in SpokenWord.Split(rest))
        {
            letters -= word.Weight;
            if (letters < 0)
            {
                break;
            }

            at = word.End;
            letters -= word.Pause;
        }

        return at;
    }

    /// <summary>Punctuation belongs to the word before it.</summary>
    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && (char.IsPunctuation(text[at]) || char.IsWhiteSpace(text[at])))
        {
            at++;
        }

        return at;
    }
}
