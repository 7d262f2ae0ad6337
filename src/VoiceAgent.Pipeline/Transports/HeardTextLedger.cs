using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Text;

namespace VoiceAgent.Transports;

/// <summary>
/// Maps played samples to words: the only truth about what the user heard. Single-threaded, no clock. Utterances that are not known
/// (any more) are ignored; what is known is forgotten with <see cref="Release"/>.
/// </summary>
/// <remarks>
/// A word counts as heard when half of it was played. Where the voice tells word times they count; else the words are spread over the
/// speech by their length, and while speech is still being made its end is guessed from the pace of the utterances before it.
/// What was told as heard stays heard.
/// </remarks>
/// <param name="format">Of the audio as it is sent to the client; all positions count its samples.</param>
internal sealed class HeardTextLedger(AudioFormat format)
{
    private const double PriorPace = 17; // letters a second, pauses included
    private const double SlowestPace = 6;
    private const double FastestPace = 50;

    private readonly Dictionary<long, HeardUtterance> _utterances = [];
    private readonly Dictionary<ResponseId, HeardResponse> _responses = [];
    private double _pace = PriorPace;
    private long _played;

    /// <summary>Utterances known.</summary>
    public int Count => _utterances.Count;

    /// <summary>An utterance is about to be spoken. Its audio comes in order, and so do the utterances of a response.</summary>
    public void BeginUtterance(long utterance, ResponseId response, string text)
    {
        var entry = new HeardUtterance(text);
        if (_utterances.TryAdd(utterance, entry))
        {
            if (!_responses.TryGetValue(response, out var all))
            {
                _responses.Add(response, all = new HeardResponse());
            }

            all.Utterances.Add((utterance, entry));
        }
    }

    /// <summary>More text of an utterance.</summary>
    public void AddText(long utterance, string text) => Find(utterance)?.AddText(text);

    /// <summary>The next audio of an utterance was made; it is not sent yet.</summary>
    public void AddAudio(long utterance, ReadOnlySpan<byte> pcm) => Find(utterance)?.AddAudio(pcm, format.Channels);

    /// <summary>The voice tells when it says some words, from the start of the utterance's audio.</summary>
    public void AddWords(long utterance, IReadOnlyList<WordTiming> words) =>
        Find(utterance)?.AddWords(words, format.TimeToSamples);

    /// <summary>All audio of an utterance was made.</summary>
    public void CompleteUtterance(long utterance)
    {
        var (weight, samples) = Find(utterance)?.Complete() ?? default;
        if (samples > 0)
        {
            var seconds = (double)samples / format.SampleRate;
            var pace = Math.Clamp(weight / seconds, SlowestPace, FastestPace);
            _pace += (pace - _pace) * Math.Clamp(seconds / 5, 0.05, 0.5);
        }
    }

    /// <summary>The voice broke in the middle of an utterance: the text behind its audio will not be spoken.</summary>
    public void BreakUtterance(long utterance) => Find(utterance)?.Break(_pace / format.SampleRate);

    /// <summary>The next audio of an utterance was sent: it is played from this position on.</summary>
    public void Sent(long utterance, int samples, long position) => Find(utterance)?.Sent(samples, position);

    /// <summary>What was sent of a response behind this position was dropped unplayed.</summary>
    public void TakeBack(ResponseId response, long position)
    {
        if (_responses.TryGetValue(response, out var all))
        {
            all.Utterances.ForEach(utterance => utterance.Entry.TakeBack(position));
        }
    }

    /// <summary>Everything before the end of an utterance was sent.</summary>
    public void Passed(long utterance) => Find(utterance)?.Passed();

    /// <summary>Everything before this position was played. Positions that go back are ignored.</summary>
    public void Played(long position) => _played = Math.Max(_played, position);

    /// <summary>What was heard of a response so far, as it is written; empty when nothing was.</summary>
    public string HeardSoFar(ResponseId response) =>
        _responses.TryGetValue(response, out var all) ? all.HeardAt(_played, _pace / format.SampleRate) : "";

    /// <summary>How much of a response's audio was played.</summary>
    public TimeSpan PlayedOf(ResponseId response) =>
        _responses.TryGetValue(response, out var all)
            ? format.SamplesToTime(all.Utterances.Sum(utterance => utterance.Entry.PlayedSamples(_played)))
            : TimeSpan.Zero;

    /// <summary>All that was to be spoken of a response so far, as it is written.</summary>
    public string TextOf(ResponseId response) =>
        _responses.TryGetValue(response, out var all)
            ? all.Utterances.Aggregate("", (text, next) => SpokenText.Join(text, next.Entry.Text))
            : "";

    /// <summary>Forgets a response.</summary>
    public void Release(ResponseId response)
    {
        if (_responses.Remove(response, out var all))
        {
            foreach (var (utterance, _) in all.Utterances)
            {
                _utterances.Remove(utterance);
            }
        }
    }

    /// <summary>Forgets every response up to one, but for some.</summary>
    public void ReleaseThrough(ResponseId through, Func<ResponseId, bool> isKept)
    {
        foreach (var response in _responses.Keys.Where(id => id.IsStale(through) && !isKept(id)).ToArray())
        {
            Release(response);
        }
    }

    private HeardUtterance? Find(long utterance) => _utterances.GetValueOrDefault(utterance);

    private sealed class HeardResponse
    {
        private int _length;
        private string _text = "";

        public List<(long Number, HeardUtterance Entry)> Utterances { get; } = [];

        public string HeardAt(long position, double pace)
        {
            var length = 0;
            foreach (var (_, entry) in Utterances)
            {
                entry.Played(position, pace);
                length += entry.HeardLength;
            }

            if (length != _length)
            {
                _length = length;
                _text = Utterances.Aggregate(
                    "",
                    (text, next) => SpokenText.Join(text, next.Entry.Text[..next.Entry.HeardLength])
                );
            }

            return _text;
        }
    }
}
