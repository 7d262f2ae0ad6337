using System.Runtime.InteropServices;

namespace VoiceAgent.Transports;

/// <summary>How loud the bot is sent. A change takes one piece of audio, so that it makes no click.</summary>
internal sealed class VoiceLevel
{
    /// <summary>As it was made.</summary>
    public const float Full = 1;

    /// <summary>12 dB less.</summary>
    public const float Ducked = 0.25119f;

    private float _level = Full;

    /// <summary>The level from the next piece on.</summary>
    public float Target { get; set; } = Full;

    /// <summary>A piece of audio at this level; the original is left as it is.</summary>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> pcm)
    {
        if (_level == Full && Target == Full)
        {
            return pcm;
        }

        var changed = pcm.ToArray();
        var samples = MemoryMarshal.Cast<byte, short>(changed.AsSpan());
        var step = (Target - _level) / Math.Max(1, samples.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)MathF.Round(samples[i] * (_level + (step * (i + 1))));
        }

        _level = Target;
        return changed;
    }
}
