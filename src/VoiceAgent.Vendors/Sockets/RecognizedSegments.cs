using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Stt;
using VoiceAgent.Text;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// What was said to a recogniser and what it heard of it: makes of pieces of final text one result per segment, and keeps the audio of what is not
/// answered yet, to be sent again over another socket. Thread-safe.
/// </summary>
public sealed class RecognizedSegments
{
    private const int MaximumSegments = 64;

    private readonly Lock _lock = new();
    private readonly AudioFormat _format;
    private readonly SocketSettings _settings;
    private readonly Action<SpeechToTextEvent> _tell;
    private readonly Queue<Segment> _ended = new();
    private readonly List<SpeechToTextEvent> _pieces = [];
    private Segment _current;
    private long _sent;

    internal RecognizedSegments(AudioFormat format, SocketSettings settings, Action<SpeechToTextEvent> tell)
    {
        (_format, _settings, _tell) = (format, settings, tell);
        _current = new Segment(format.BytesIn(settings.Replay));
    }

    /// <summary>True while a final text is owed.</summary>
    internal bool IsOwing
    {
        get
        {
            lock (_lock)
            {
                return _ended.Count > 0;
            }
        }
    }

    /// <summary>Text that may still change, of what came behind the last <see cref="Add"/>.</summary>
    public void Interim(string text)
    {
        lock (_lock)
        {
            var whole = SpokenText.Join(Text(), text);
            if (whole.Length > 0)
            {
                _tell(new(SpeechToTextEventKind.Interim, whole));
            }
        }
    }

    /// <summary>Text that will not change: the segment's next piece.</summary>
    /// <param name="text">The text; empty is left out.</param>
    /// <param name="words">Its words, with times as <see cref="SocketSettings.CountsWordTimesFromConnection"/> says.</param>
    /// <param name="confidence">0 to 1 where the vendor tells.</param>
    /// <param name="language">BCP 47 where the vendor tells.</param>
    public void Add(
        string text,
        IEnumerable<WordTiming>? words = null,
        double? confidence = null,
        string? language = null
    )
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        lock (_lock)
        {
            var start = _settings.CountsWordTimesFromConnection
                ? _format.DurationOf((_ended.TryPeek(out var first) ? first : _current).Start)
                : TimeSpan.Zero;
            _pieces.Add(
                new(SpeechToTextEventKind.Final, text.Trim())
                {
                    Words = [.. (words ?? []).Select(w => Shift(w, start)).OrderBy(w => w.Start)],
                    Confidence = confidence is { } c ? (float)Math.Clamp(c, 0, 1) : null,
                    Language = language,
                }
            );
        }
    }

    /// <summary>All text of the oldest segment that is over was told.</summary>
    public void EndSegment()
    {
        lock (_lock)
        {
            if (_ended.TryDequeue(out _))
            {
                _tell(Join());
                _pieces.Clear();
                TellEmpty();
            }
        }
    }

    /// <summary>The vendor believes the user began to speak.</summary>
    public void StartOfTurn() => _tell(new(SpeechToTextEventKind.StartOfTurn, ""));

    /// <summary>The vendor believes the user is done.</summary>
    public void EndOfTurn() => _tell(new(SpeechToTextEventKind.EndOfTurn, ""));

    /// <summary>Notes audio that is about to be sent.</summary>
    internal void Write(ReadOnlySpan<byte> audio)
    {
        lock (_lock)
        {
            _current.Add(audio);
            _sent += audio.Length;
        }
    }

    /// <summary>Ends the segment.</summary>
    /// <returns>True when the vendor is to be asked for its text.</returns>
    internal bool End()
    {
        lock (_lock)
        {
            _current.HasSpeech = _format.DurationOf(_current.Length) >= _settings.ShortestSegment;
            if (_ended.Count >= MaximumSegments)
            {
                throw new Errors.VoiceAgentException(
                    Errors.ErrorCodes.Overflow,
                    $"{MaximumSegments} segments wait for their text."
                );
            }

            var asks = _current.HasSpeech;
            _ended.Enqueue(_current);
            _current = new Segment(_format.BytesIn(_settings.Replay)) { Start = _sent };
            TellEmpty();
            return asks;
        }
    }

    /// <summary>Begins again on a new connection.</summary>
    /// <param name="audio">Sends audio.</param>
    /// <param name="end">Asks for the text of a segment.</param>
    internal void Replay(Action<ReadOnlyMemory<byte>> audio, Action end)
    {
        lock (_lock)
        {
            _pieces.Clear();
            _sent = 0;
            foreach (var segment in _ended.Append(_current))
            {
                segment.Start = _sent;
                _sent += segment.Kept.Length;
                if (segment.Kept.Length > 0)
                {
                    audio(segment.Kept);
                }

                if (segment != _current && segment.HasSpeech)
                {
                    end();
                }
            }
        }
    }

    private static WordTiming Shift(WordTiming word, TimeSpan start)
    {
        var begin = word.Start > start ? word.Start - start : TimeSpan.Zero;
        var end = word.End > start ? word.End - start : TimeSpan.Zero;
        return new(word.Word, begin, end > begin ? end : begin);
    }

    private string Text() => _pieces.Aggregate("", (text, piece) => SpokenText.Join(text, piece.Text));

    private SpeechToTextEvent Join() =>
        new(SpeechToTextEventKind.Final, Text())
        {
            Words = [.. _pieces.SelectMany(piece => piece.Words)],
            Confidence = _pieces.Min(piece => piece.Confidence),
            Language = _pieces.Select(piece => piece.Language).FirstOrDefault(language => language is not null),
        };

    /// <summary>Segments without speech are answered when it is their turn.</summary>
    private void TellEmpty()
    {
        while (_ended.TryPeek(out var next) && !next.HasSpeech)
        {
            _ended.Dequeue();
            _tell(new(SpeechToTextEventKind.Final, ""));
        }
    }

    private sealed class Segment(int maximum)
    {
        private byte[] _audio = new byte[4_096];
        private int _kept;

        /// <summary>Where it begins in the connection, in bytes.</summary>
        public long Start { get; set; }

        public long Length { get; private set; }

        public bool HasSpeech { get; set; }

        public ReadOnlyMemory<byte> Kept => _audio.AsMemory(0, _kept);

        public void Add(ReadOnlySpan<byte> audio)
        {
            Length += audio.Length;
            if (_kept + audio.Length > maximum)
            {
                // The older half goes: what was said last is what is missed most.
                var half = _kept / 4 * 2;
                _audio.AsSpan(half, _kept - half).CopyTo(_audio);
                _kept -= half;
                Start += half;
            }

            if (_kept + audio.Length > _audio.Length)
            {
                Array.Resize(ref _audio, Math.Max(_audio.Length * 2, _kept + audio.Length));
            }

            audio.CopyTo(_audio.AsSpan(_kept));
            _kept += audio.Length;
        }
    }
}
