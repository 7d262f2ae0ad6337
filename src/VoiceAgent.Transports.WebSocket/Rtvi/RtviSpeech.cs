using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>
/// Turns what the heard-text ledger tells into <c>bot-output</c> and <c>bot-tts-text</c>. Utterances are announced one after the other,
/// none before the bot is audible; every one that was announced is completed, cut off or not.
/// </summary>
internal sealed class RtviSpeech(bool isLegacy, Action<RtviFrame> tell)
{
    private readonly List<RtviSegment> _segments = [];
    private int _lastId;
    private bool _isAudible;

    /// <summary>An utterance is being made, or is only shown.</summary>
    public void Begin(ResponseId response, string text, bool shownOnly)
    {
        var segment = new RtviSegment(++_lastId, response, text);
        _segments.Add(segment);
        if (shownOnly)
        {
            Show(segment);
        }

        AnnounceNext();
    }

    /// <summary>The bot is heard from now on, or not any more.</summary>
    public void SetAudible(bool isAudible)
    {
        _isAudible = isAudible;
        AnnounceNext();
    }

    /// <summary>What the user has heard of a response by now.</summary>
    public void Heard(BotHeardFrame heard)
    {
        var segments = _segments.FindAll(segment => segment.Response == heard.Response);
        if (_isAudible || heard.Interrupted)
        {
            Follow(segments, heard.Text);
        }

        if (!heard.IsFinal)
        {
            return;
        }

        foreach (var segment in segments.Where(segment => !segment.IsClosed))
        {
            End(segment, heard.Interrupted);
        }

        _segments.RemoveAll(segment => segment.Response == heard.Response);
        AnnounceNext();
    }

    /// <summary>Forgets what will not be spoken; what was begun is ended by the last word on what was heard.</summary>
    public void Interrupt(ResponseId through) =>
        _segments.RemoveAll(segment => !segment.IsAnnounced && segment.Response.IsStale(through));

    /// <summary>Finds the end of what was heard in the segments, which the ledger has put behind each other.</summary>
    private void Follow(List<RtviSegment> segments, string heard)
    {
        var rest = heard.AsSpan();
        foreach (var segment in segments)
        {
            if (segment.Text.Length > 0 && !char.IsWhiteSpace(segment.Text[0]))
            {
                rest = rest.TrimStart();
            }

            if (rest.IsEmpty)
            {
                return;
            }

            var length = rest.CommonPrefixLength(segment.Text);
            rest = rest[length..];
            if (!segment.IsClosed)
            {
                Advance(segment, length);
                // The voice broke off in it when what follows was heard.
                if (segment.Heard == segment.Text.Length || !rest.TrimStart().IsEmpty)
                {
                    Close(segment);
                }
            }
        }
    }

    private void Advance(RtviSegment segment, int length)
    {
        if (length > segment.Heard)
        {
            Announce(segment);
        }

        while (segment.Heard < length)
        {
            var start = segment.Heard;
            while (start < length && char.IsWhiteSpace(segment.Text[start]))
            {
                start++;
            }

            var end = start;
            while (end < length && !char.IsWhiteSpace(segment.Text[end]))
            {
                end++;
            }

            segment.Heard = end;
            TellWord(segment, segment.Text[start..end]);
        }
    }

    private void TellWord(RtviSegment segment, string word)
    {
        if (word.Length > 0)
        {
            tell(RtviMessages.Text("bot-tts-text", word));
        }

        if (isLegacy)
        {
            tell(RtviSegment.LegacyWord(word));
        }
        else if (segment.Heard < segment.Text.Length)
        {
            tell(segment.Progress("in-progress"));
        }
    }

    private void AnnounceNext()
    {
        if (_isAudible && _segments.Find(segment => !segment.IsClosed) is { } next)
        {
            Announce(next);
        }
    }

    private void Announce(RtviSegment segment)
    {
        if (!segment.IsAnnounced)
        {
            segment.IsAnnounced = true;
            tell(isLegacy ? segment.Legacy() : segment.Progress("new"));
        }
    }

    private void Close(RtviSegment segment)
    {
        segment.IsClosed = true;
        if (!isLegacy)
        {
            tell(segment.Progress("completed"));
        }

        AnnounceNext();
    }

    /// <summary>Nothing more of this segment is heard.</summary>
    private void End(RtviSegment segment, bool interrupted)
    {
        if (segment.IsAnnounced)
        {
            Close(segment);
        }
        else if (!interrupted)
        {
            // A session without a voice: what it says is read.
            Show(segment);
        }

        segment.IsClosed = true;
    }

    private void Show(RtviSegment segment)
    {
        segment.IsClosed = true;
        tell(isLegacy ? segment.Legacy() : segment.Unspoken());
    }
}
