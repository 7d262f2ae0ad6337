using System.Runtime.InteropServices;
using VoiceAgent.Frames;
using VoiceAgent.Text;

namespace VoiceAgent.Transports;

/// <summary>One utterance: its text, the audio made of it, where that lies on the playback clock, and how much of it was heard.</summary>
internal sealed class HeardUtterance(string text)
{
    // Below this a sample is silence before or after speech: -42 dBFS.
    private const int Loud = 256;

    private List<SpokenWord> _words = SpokenWord.Split(text);
    private readonly List<(long Start, long Samples)> _sent = [];
    private WordAnchors? _anchors;
    private double[]? _middles;
    private long _made;
    private long _firstLoud = -1;
    private long _lastLoud;
    private bool _isComplete;

    /// <summary>What is spoken.</summary>
    public string Text { get; private set; } = text;

    /// <summary>How many characters of <see cref="Text"/> were heard. Never goes back.</summary>
    public int HeardLength { get; private set; }

    /// <summary>Takes more text.</summary>
    public void AddText(string text)
    {
        Text = SpokenText.Join(Text, text);
        _words = SpokenWord.Split(Text);
        _middles = null;
    }

    /// <summary>Takes the next audio made: 16-bit mono or interleaved PCM.</summary>
    public void AddAudio(ReadOnlySpan<byte> pcm, int channels)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        if (IndexOfLoud(samples) is var first and >= 0)
        {
            _firstLoud = _firstLoud < 0 ? _made + (first / channels) : _firstLoud;
            _lastLoud = _made + (LastIndexOfLoud(samples) / channels) + 1;
        }

        _made += samples.Length / channels;
        _middles = null;
    }

    /// <summary>Takes word times from the voice.</summary>
    public void AddWords(IReadOnlyList<WordTiming> words, Func<TimeSpan, long> toSamples)
    {
        _anchors ??= new WordAnchors(Text, _words);
        foreach (var word in words)
        {
            _anchors.Add(word.Word, toSamples(word.Start), toSamples(word.End));
        }

        _middles = null;
    }

    /// <summary>All audio was made.</summary>
    /// <returns>Its speech: how much was said in how many samples; nothing when there was none.</returns>
    public (double Weight, long Samples) Complete()
    {
        _isComplete = true;
        _middles = null;
        return _firstLoud < 0 || _words.Count == 0 ? default : (WeightFrom(0, _words.Count), _lastLoud - _firstLoud);
    }

    /// <summary>No more audio will be made: the text ends where the audio does.</summary>
    /// <param name="pace">Weight said per sample, as heard from the voice so far.</param>
    public void Break(double pace)
    {
        var middles = Middles(pace);
        var spoken = 0;
        while (spoken < middles.Length && middles[spoken] <= _made)
        {
            spoken++;
        }

        // What was told as heard stays heard.
        var end = Math.Max(HeardLength, spoken == 0 || _made == 0 ? 0 : _words[spoken - 1].End);
        Text = Text[..end];
        _words.RemoveAll(word => word.End > end);
        Complete();
    }

    /// <summary>A piece of the audio, the next one, was sent and is played from this position on.</summary>
    public void Sent(int samples, long position)
    {
        if (_sent.Count > 0 && _sent[^1] is var last && last.Start + last.Samples == position)
        {
            _sent[^1] = (last.Start, last.Samples + samples);
        }
        else
        {
            _sent.Add((position, samples));
        }
    }

    /// <summary>What was sent behind this position was dropped unplayed.</summary>
    public void TakeBack(long position)
    {
        for (var i = _sent.Count - 1; i >= 0 && _sent[i] is var (start, samples) && start + samples > position; i--)
        {
            _sent.RemoveAt(i);
            if (start < position)
            {
                _sent.Add((start, position - start));
            }
        }
    }

    /// <summary>Playback has passed the utterance's end. Without audio it counts as taken in, as in sessions without a voice.</summary>
    public void Passed() => HeardLength = _made == 0 ? Text.Length : HeardLength;

    /// <summary>Notes how far was played.</summary>
    /// <param name="position">On the playback clock.</param>
    /// <param name="pace">Weight said per sample, as heard from the voice so far.</param>
    public void Played(long position, double pace)
    {
        var played = PlayedSamples(position);
        if (played == 0 || HeardLength == Text.Length)
        {
            return;
        }

        if (_isComplete && played >= _made)
        {
            HeardLength = Text.Length;
            return;
        }

        // The middle of a word is where it was heard. While speech is still made its last word is still to come.
        _middles ??= Middles(pace);
        var known = _isComplete || _anchors?.Reaches(_words.Count - 1) == true ? _words.Count : _words.Count - 1;
        var heard = 0;
        while (heard < known && _middles[heard] <= played)
        {
            heard++;
        }

        var end =
            heard == 0 ? 0
            : heard == _words.Count ? Text.Length
            : _words[heard - 1].End;
        HeardLength = Math.Max(HeardLength, end);
    }

    /// <summary>Samples played before a position.</summary>
    public long PlayedSamples(long position)
    {
        var played = 0L;
        foreach (var (start, samples) in _sent)
        {
            played += Math.Clamp(position - start, 0, samples);
        }

        return played;
    }

    /// <summary>The middle of each word in samples of the audio: told by the voice, or spread between what was told.</summary>
    private double[] Middles(double pace)
    {
        var middles = new double[_words.Count];
        double at = Math.Max(0, _firstLoud);
        for (var word = 0; word < middles.Length; )
        {
            if (_anchors?.TryGet(word, out var start, out var end) == true)
            {
                middles[word++] = (start + end) / 2.0;
                at = end;
                continue;
            }

            var next = _anchors?.NextFrom(word) ?? _words.Count;
            var until = next < _words.Count ? _anchors!.StartOf(next) : EndFrom(word, at, pace);
            Spread(middles.AsSpan(word, next - word), word, at, until);
            (word, at) = (next, until);
        }

        return middles;
    }

    private void Spread(Span<double> middles, int word, double from, double until)
    {
        var perWeight = Math.Max(0, until - from) / WeightFrom(word, word + middles.Length);
        for (var i = 0; i < middles.Length; i++)
        {
            var (_, _, weight, pause) = _words[word + i];
            middles[i] = from + (weight / 2 * perWeight);
            from += (weight + pause) * perWeight;
        }
    }

    /// <summary>Where the last word ends: where the speech ends, or will at the voice's pace.</summary>
    private double EndFrom(int word, double from, double pace) =>
        _isComplete
            ? Math.Max(_firstLoud < 0 ? _made : _lastLoud, from)
            : Math.Max(_made, from + (WeightFrom(word, _words.Count) / pace));

    /// <summary>Weight of some words and the pauses between them; of the last one's pause only if words follow.</summary>
    private double WeightFrom(int word, int end)
    {
        var weight = 0.0;
        for (var i = word; i < end; i++)
        {
            weight += _words[i].Weight + (i + 1 < _words.Count ? _words[i].Pause : 0);
        }

        return weight;
    }

    private static int IndexOfLoud(ReadOnlySpan<short> samples) =>
        samples.IndexOfAnyExceptInRange((short)-Loud, (short)Loud);

    private static int LastIndexOfLoud(ReadOnlySpan<short> samples) =>
        samples.LastIndexOfAnyExceptInRange((short)-Loud, (short)Loud);
}
