namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// The running mean of a session's cepstra: what the microphone, the line and the voice add to every frame, and what is
/// therefore taken away from it. Not thread-safe.
/// </summary>
internal sealed class CepstralMean
{
    private readonly double[] _sum;
    private readonly int _memory;
    private double _weight;

    /// <param name="initial">Where to begin, before anything is heard; empty for zero.</param>
    /// <param name="cepstra">Numbers in a frame.</param>
    /// <param name="initialFrames">How many frames <paramref name="initial"/> counts for.</param>
    /// <param name="memoryFrames">Frames after which the oldest fade.</param>
    internal CepstralMean(IReadOnlyList<float> initial, int cepstra, int initialFrames, int memoryFrames)
    {
        _sum = new double[cepstra];
        _memory = memoryFrames;
        for (var i = 0; i < initial.Count; i++)
        {
            _sum[i] = initial[i] * (double)initialFrames;
        }

        _weight = initial.Count > 0 ? initialFrames : 0;
    }

    /// <summary>Takes a frame into account.</summary>
    internal void Add(ReadOnlySpan<float> frame)
    {
        // Digital silence says nothing about a voice or a line, as in cmn.c of sphinxbase.
        if (frame[0] < 0)
        {
            return;
        }

        var keep = _weight < _memory ? 1 : _memory / (_memory + 1.0);
        for (var i = 0; i < _sum.Length; i++)
        {
            _sum[i] = (_sum[i] + frame[i]) * keep;
        }

        _weight = (_weight + 1) * keep;
    }

    /// <summary>Takes the mean away from a frame, in place.</summary>
    internal void Subtract(Span<float> frame)
    {
        if (_weight <= 0)
        {
            return;
        }

        for (var i = 0; i < _sum.Length; i++)
        {
            frame[i] -= (float)(_sum[i] / _weight);
        }
    }
}
