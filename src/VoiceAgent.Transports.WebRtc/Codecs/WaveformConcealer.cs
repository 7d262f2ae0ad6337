namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>
/// Hides lost packets of a codec that cannot do so itself: the last pitch period goes on and fades, and what comes next is blended in. After
/// the idea of ITU-T G.711 appendix I. Not thread-safe; allocates nothing.
/// </summary>
internal sealed class WaveformConcealer
{
    private static readonly TimeSpan ShortestPitch = TimeSpan.FromMilliseconds(2.5);
    private static readonly TimeSpan LongestPitch = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Template = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Blend = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Fade = TimeSpan.FromMilliseconds(50);

    private readonly float[] _history;
    private readonly int _shortest;
    private readonly int _longest;
    private readonly int _template;
    private readonly int _blend;
    private readonly int _hold;
    private readonly int _fade;
    private int _pitch;
    private int _concealed;

    /// <summary>A concealer that heard nothing yet.</summary>
    /// <param name="rate">Samples in a second.</param>
    public WaveformConcealer(int rate)
    {
        int Samples(TimeSpan time) => (int)(time.TotalSeconds * rate);
        (_shortest, _longest, _template) = (Samples(ShortestPitch), Samples(LongestPitch), Samples(Template));
        (_blend, _hold, _fade) = (Samples(Blend), Samples(Hold), Samples(Fade));
        _history = new float[_longest + _template];
    }

    /// <summary>Notes what was decoded; behind a loss its start is blended with what was made up.</summary>
    public void Accept(Span<short> samples)
    {
        if (_concealed > 0)
        {
            var blend = Math.Min(_blend, samples.Length);
            for (var i = 0; i < blend; i++)
            {
                var share = (i + 1f) / (blend + 1);
                samples[i] = (short)((samples[i] * share) + (Next() * (1 - share)));
            }

            _concealed = 0;
        }

        var kept = Math.Max(0, _history.Length - samples.Length);
        _history.AsSpan(_history.Length - kept).CopyTo(_history);
        var newest = samples[^(_history.Length - kept)..];
        for (var i = 0; i < newest.Length; i++)
        {
            _history[kept + i] = newest[i];
        }
    }

    /// <summary>Fills what was lost.</summary>
    public void Conceal(Span<short> samples)
    {
        if (_concealed == 0)
        {
            _pitch = FindPitch();
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Next();
        }
    }

    private float Next()
    {
        var sample = _history[_history.Length - _pitch + (_concealed % _pitch)];
        var gain = Math.Clamp(1 - ((_concealed - _hold) / (float)_fade), 0, 1);
        _concealed++;
        return sample * gain;
    }

    /// <summary>The shift at which the end of what was heard looks most like itself.</summary>
    private int FindPitch()
    {
        var start = _history.Length - _template;
        var best = _longest;
        var bestLikeness = 0f;
        for (var shift = _shortest; shift <= _longest; shift++)
        {
            var product = 0f;
            var energy = 1f;
            for (var i = start; i < _history.Length; i++)
            {
                var candidate = _history[i - shift];
                product += _history[i] * candidate;
                energy += candidate * candidate;
            }

            var likeness = product <= 0 ? 0 : product * product / energy;
            if (likeness > bestLikeness)
            {
                (best, bestLikeness) = (shift, likeness);
            }
        }

        return best;
    }
}
