using System.Text;

namespace VoiceAgent.Tts;

/// <summary>
/// Removes Markdown and leaves its text: no marks of headings, lists, quotes and emphasis, links by their text, table rows as
/// lists, nothing of code blocks. Remembers code blocks and unfinished lines from piece to piece.
/// </summary>
/// <remarks>Syntax of GitHub Flavored Markdown, as far as it changes how a text sounds.</remarks>
public sealed class MarkdownFilter : ISpeechTextFilter
{
    private readonly StringBuilder _spoken = new();
    private bool _isLineStart = true;
    private bool _isInCode;
    private bool _isInTable;

    /// <inheritdoc />
    public string Filter(string text)
    {
        _spoken.Clear();
        var rest = text.AsSpan();
        while (true)
        {
            var end = rest.IndexOf('\n');
            Line(end < 0 ? rest : rest[..end]);
            if (end < 0)
            {
                return _spoken.ToString();
            }

            _isLineStart = true;
            _spoken.Append('\n');
            rest = rest[(end + 1)..];
        }
    }

    /// <inheritdoc />
    public void Reset() => (_isLineStart, _isInCode, _isInTable) = (true, false, false);

    private void Line(ReadOnlySpan<char> line)
    {
        if (line.IsWhiteSpace())
        {
            return;
        }

        if (_isLineStart)
        {
            _isLineStart = false;
            line = MarkdownLine.SkipQuotes(line);
            if (MarkdownLine.IsFence(line))
            {
                _isInCode = !_isInCode;
                return;
            }

            _isInTable = line.StartsWith('|');
            if (MarkdownLine.IsRule(line))
            {
                return;
            }

            line = MarkdownLine.SkipMarker(line);
        }

        if (!_isInCode)
        {
            MarkdownInline.Append(_spoken, _isInTable ? MarkdownLine.Cells(line) : line);
        }
    }
}
