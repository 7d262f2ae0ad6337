namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Tells quiet pieces from others, so that what is left out or put in is not noticed: quiet is far below the loudest of late.</summary>
internal sealed class Loudness
{
    private const float Quiet = 100;
    private const float Share = 0.1f;
    private const float Fading = 0.995f;
    private float _loudest;

    /// <summary>True when the last piece was quiet.</summary>
    public bool IsQuiet { get; private set; } = true;

    /// <summary>Notes a piece.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        var sum = 0L;
        foreach (var sample in samples)
        {
            sum += sample * sample;
        }

        var level = samples.IsEmpty ? 0 : MathF.Sqrt(sum / (float)samples.Length);
        _loudest = Math.Max(level, _loudest * Fading);
        IsQuiet = level <= Math.Max(Quiet, _loudest * Share);
    }
}
