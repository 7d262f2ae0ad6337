namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// Triangular filters of equal area, equally spaced on the mel scale, with edges on points of the Fourier transform: as
/// fe_sigproc.c of sphinxbase builds them.
/// </summary>
internal sealed class MelFilterBank
{
    private readonly (int First, float[] Weights)[] _filters;

    internal MelFilterBank(FeatureParameters parameters)
    {
        var lowest = ToMel(parameters.LowestHertz);
        var width = (ToMel(parameters.HighestHertz) - lowest) / (parameters.Filters + 1);
        var spacing = (double)parameters.SampleRate / parameters.FftSize;
        _filters = new (int, float[])[parameters.Filters];
        for (var i = 0; i < _filters.Length; i++)
        {
            _filters[i] = Build(Edge(i), Edge(i + 1), Edge(i + 2), spacing, parameters.FftSize / 2);
        }

        double Edge(int index) => (int)((ToHertz(lowest + (index * width)) / spacing) + 0.5) * spacing;
    }

    /// <param name="power">Power at each point of the transform, up to half the sample rate.</param>
    /// <param name="energies">Receives the energy in each filter.</param>
    internal void Apply(ReadOnlySpan<double> power, Span<double> energies)
    {
        for (var i = 0; i < _filters.Length; i++)
        {
            var (first, weights) = _filters[i];
            double energy = 0;
            for (var j = 0; j < weights.Length; j++)
            {
                energy += power[first + j] * weights[j];
            }

            energies[i] = energy;
        }
    }

    private static (int First, float[] Weights) Build(
        double left,
        double centre,
        double right,
        double spacing,
        int last
    )
    {
        var first = (int)Math.Ceiling((left / spacing) - 1e-6);
        var weights = new List<float>();
        for (var point = first; point < last && point * spacing <= right + 1e-6; point++)
        {
            var hertz = point * spacing;
            var rising = (hertz - left) / (centre - left);
            var falling = (right - hertz) / (right - centre);
            weights.Add((float)(Math.Min(rising, falling) * 2 / (right - left)));
        }

        return (first, [.. weights]);
    }

    private static double ToMel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double ToHertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
