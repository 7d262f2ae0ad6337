using VoiceAgent.Text;

namespace VoiceAgent.Tts;

/// <summary>
/// Cuts a streamed answer into sentences as soon as each is known to be over. The first clause is released early.
/// </summary>
/// <remarks>
/// <para>The pieces are the text itself, cut: white space between two sentences leads the second, and joining all pieces gives
/// back what was appended, but for white space at its end. How the text was chopped into deltas makes no difference: where one
/// more character decides, the splitter waits for it.</para>
/// <para>Not thread-safe. It holds no more than one piece and one delta.</para>
/// </remarks>
public sealed class SentenceSplitter
{
    // Longer runs of stops or white space decide nothing more.
    private const int MaxLookahead = 32;

    private readonly SentenceSplitterOptions _options;
    private char[] _buffer = new char[512];
    private int _length;

    // Everything before it was looked at and is no place to cut.
    private int _position;
    private int _lastClause;
    private int _lastSpace;
    private bool _isFirst = true;
    private bool _hasUpperCase;

    /// <summary>Makes a splitter for one answer after the other.</summary>
    /// <param name="options">Lengths; null takes the defaults.</param>
    public SentenceSplitter(SentenceSplitterOptions? options = null) => _options = options ?? new();

    /// <summary>Takes the next piece of the answer.</summary>
    /// <returns>The sentences it completes, usually none.</returns>
    public IReadOnlyList<string> Append(ReadOnlySpan<char> delta)
    {
        if (_length + delta.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length + delta.Length, 2 * _buffer.Length));
        }

        delta.CopyTo(_buffer.AsSpan(_length));
        _length += delta.Length;
        return Split(isComplete: false) ?? [];
    }

    /// <summary>The answer is complete: gives what is left and starts anew.</summary>
    public IReadOnlyList<string> Flush()
    {
        var pieces = Split(isComplete: true);
        Cut(_length, ref pieces);
        Reset();
        return pieces ?? [];
    }

    /// <summary>Forgets what is left, after an interruption, and starts anew.</summary>
    public void Reset()
    {
        (_length, _position, _lastClause, _lastSpace) = (0, 0, 0, 0);
        (_isFirst, _hasUpperCase) = (true, false);
    }

    private List<string>? Split(bool isComplete)
    {
        List<string>? pieces = null;
        while (_position < _length)
        {
            if (_position >= _options.MaxCharacters)
            {
                Cut(LongestCut(), ref pieces);
                continue;
            }

            var end = FindEnd(new SplitText(_buffer.AsSpan(0, _length), isComplete), _position);
            if (end is null)
            {
                break;
            }

            if (end > 0)
            {
                Cut(end.Value, ref pieces);
            }
            else
            {
                _hasUpperCase |= char.IsUpper(_buffer[_position]);
                _position++;
            }
        }

        return pieces;
    }

    /// <summary>Where the sentence ends if it does at this character; 0 if it does not; null if that is not known yet.</summary>
    private int? FindEnd(SplitText text, int at)
    {
        var c = text[at];
        if (char.IsWhiteSpace(c))
        {
            _lastSpace = at;
            return c == '\n' && !text.IsBlankBefore(at) ? at : 0;
        }

        if (SplitText.IsStop(c))
        {
            return EndOfSentence(text, at);
        }

        return SplitText.IsClauseMark(c) ? EndOfClause(text, at) : 0;
    }

    private int? EndOfSentence(SplitText text, int at)
    {
        var end = at + 1;
        while (end < text.Length && end - at < MaxLookahead && SplitText.ContinuesStop(text[end]))
        {
            end++;
        }

        if (end == text.Length)
        {
            return text.IsComplete ? 0 : null;
        }

        var next = text[end];
        if (
            SplitText.IsWideStop(text[at])
            || next is '¿' or '¡'
            || (SpokenText.IsUnspaced(next) && text.IsWideBefore(at))
        )
        {
            return end;
        }

        if (!char.IsWhiteSpace(next))
        {
            return 0;
        }

        return SplitText.HasStrongStop(text.Slice(at, end)) ? end : EndAfterDot(text, at, end);
    }

    private int? EndAfterDot(SplitText text, int at, int end)
    {
        var next = end;
        while (next < text.Length && next - end < MaxLookahead && char.IsWhiteSpace(text[next]))
        {
            if (text[next] == '\n')
            {
                // The end of the line will do.
                return 0;
            }

            next++;
        }

        if (next == text.Length)
        {
            return text.IsComplete ? 0 : null;
        }

        var isEllipsis = text[at] == '…' || (end > at + 1 && text[at + 1] == '.') || (at > 0 && text[at - 1] == '.');
        var isEnd = isEllipsis
            ? !char.IsLower(text[next])
            : IsEnd(text.TokenBefore(at), text.IsFirstToken(at), text[next]);
        return isEnd ? end : 0;
    }

    private bool IsEnd(ReadOnlySpan<char> token, bool isFirstToken, char next)
    {
        if (token.IsEmpty || Abbreviations.NeverEnds(token) || (char.IsDigit(next) && Abbreviations.TakesNumber(token)))
        {
            return false;
        }

        if (isFirstToken && token.Length <= 3 && !token.ContainsAnyExceptInRange('0', '9'))
        {
            // The number of a list item.
            return false;
        }

        // Some answers are written without capitals; there a small letter says nothing.
        return !char.IsLower(next) || (!_hasUpperCase && !Abbreviations.MayEnd(token));
    }

    private int? EndOfClause(SplitText text, int at)
    {
        var isWide = SpokenText.IsUnspaced(text[at]);
        if (!isWide && at + 1 == text.Length)
        {
            return text.IsComplete ? 0 : null;
        }

        // "1,000" and "July 4, 2025" are no clauses.
        var isClause = isWide || (char.IsWhiteSpace(text[at + 1]) && !(at > 0 && char.IsDigit(text[at - 1])));
        if (!isClause)
        {
            return 0;
        }

        _lastClause = at + 1;
        var isEarly =
            _isFirst
            && _options.FirstClauseWords > 0
            && SpokenText.CountWords(text.Slice(0, at)) >= _options.FirstClauseWords;
        return isEarly ? at + 1 : 0;
    }

    private int LongestCut()
    {
        if (_lastClause > 0 || _lastSpace > 0)
        {
            // A clause is the better place unless it leaves next to nothing.
            return _lastClause >= _position / 3 ? _lastClause : Math.Max(_lastSpace, _lastClause);
        }

        return char.IsLowSurrogate(_buffer[_position]) ? _position - 1 : _position;
    }

    private void Cut(int end, ref List<string>? pieces)
    {
        var piece = _buffer.AsSpan(0, end);
        if (!piece.IsWhiteSpace())
        {
            (pieces ??= []).Add(piece.ToString());
            _isFirst = false;
        }

        _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
        _length -= end;
        (_position, _lastClause, _lastSpace) = (0, 0, 0);
    }
}
