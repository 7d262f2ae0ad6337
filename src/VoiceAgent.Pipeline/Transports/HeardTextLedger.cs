using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// Maps played samples to words. Words are spread evenly over the audio of their utterance; an utterance without audio counts as heard
/// when it is complete.
/// </summary>
internal sealed class HeardTextLedger
{
    private readonly Dictionary<long, Utterance> _utterances = [];
    private long _played;

    public void BeginUtterance(long utterance, ResponseId response, string text) =>
        _utterances.Add(utterance, new Utterance(response, text));

    public void AddAudio(long utterance, int samples, long position)
    {
        if (_utterances.TryGetValue(utterance, out var entry))
        {
            entry.Start = entry.Samples == 0 ? position : entry.Start;
            entry.Samples += samples;
        }
    }

    public void CompleteUtterance(long utterance)
    {
        if (_utterances.TryGetValue(utterance, out var entry))
        {
            entry.IsComplete = true;
        }
    }

    public void Played(long position) => _played = Math.Max(_played, position);

    public string HeardSoFar(ResponseId response) =>
        Join(_utterances.Values.Where(u => u.Response == response).Select(u => u.HeardAt(_played)));

    public string TextOf(ResponseId response) =>
        Join(_utterances.Values.Where(u => u.Response == response).Select(u => u.Text));

    public void Release(ResponseId response)
    {
        foreach (var (utterance, _) in _utterances.Where(u => u.Value.Response == response).ToArray())
        {
            _utterances.Remove(utterance);
        }
    }

    private static string Join(IEnumerable<string> texts) => string.Join(' ', texts.Where(text => text.Length > 0));

    private sealed class Utterance(ResponseId response, string text)
    {
        private readonly string[] _words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public ResponseId Response { get; } = response;

        public string Text { get; } = text;

        public long Start { get; set; }

        public long Samples { get; set; }

        public bool IsComplete { get; set; }

        public string HeardAt(long position)
        {
            if (Samples == 0)
            {
                return IsComplete ? Text : "";
            }

            var heard = (int)Math.Round(_words.Length * Math.Clamp((double)(position - Start) / Samples, 0, 1));
            return string.Join(' ', _words.Take(heard));
        }
    }
}
