namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>10 ms of sound, twice.</summary>
/// <param name="Plain">Cepstra of the sound as it came; the first of them is its level.</param>
/// <param name="Suppressed">Cepstra with the steady noise turned down.</param>
internal readonly record struct CepstralFrame(float[] Plain, float[] Suppressed)
{
    /// <summary>Mean logarithm of the energies in the filters, times the square root of their number.</summary>
    internal float Level => Plain[0];

    /// <summary>What to decode.</summary>
    /// <param name="share">How much of the suppression to apply, 0 to 1.</param>
    internal float[] Mix(double share)
    {
        var mixed = new float[Plain.Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = (float)(Plain[i] + (share * (Suppressed[i] - Plain[i])));
        }

        return mixed;
    }
}
