namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// How noisy a session is: the distance between its loud and its quiet frames over the last seconds of sound. Digital
/// silence, which a microphone never sends, does not count. Not thread-safe.
/// </summary>
/// <param name="quiet">Distance from which there is no noise to speak of, in units of the level (0.87 dB).</param>
/// <param name="noisy">Distance up to which noise is suppressed fully; between the two in part.</param>
internal sealed class NoiseGauge(double quiet, double noisy)
{
    private const int Memory = 300;

    /// <summary>Frames before which nothing can be said: they may be the first of a voice and nothing else.</summary>
    private const int Least = 20;

    private const double LowShare = 0.05;

    private readonly Queue<float> _levels = new(Memory);

    /// <summary>How much of the suppression to apply, 0 to 1.</summary>
    internal double Share => _levels.Count < Least ? 0 : Math.Clamp((quiet - Distance()) / (quiet - noisy), 0, 1);

    internal void Add(float level)
    {
        if (level <= 0)
        {
            return;
        }

        if (_levels.Count == Memory)
        {
            _levels.Dequeue();
        }

        _levels.Enqueue(level);
    }

    /// <summary>Between the shares at the ends, which the border of a recording cannot move.</summary>
    internal double Distance()
    {
        var sorted = _levels.ToArray();
        Array.Sort(sorted);
        var end = (int)(sorted.Length * LowShare);
        return sorted.Length == 0 ? 0 : sorted[^(end + 1)] - sorted[end];
    }
}
