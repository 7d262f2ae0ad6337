namespace VoiceAgent.Providers.OnnxRuntime.Turns;

/// <summary>
/// Triangular filters along the mel scale of Slaney (linear below 1 kHz, logarithmic above), each of the same area: those of Whisper's
/// features. Immutable.
/// </summary>
internal sealed class MelFilters
{
    private const double LinearHertzPerMel = 200.0 / 3;
    private const double LogFromHertz = 1000;
    private const double LogFromMel = LogFromHertz / LinearHertzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    private readonly (int First, double[] Weights)[] _filters;

    /// <param name="count">Number of filters.</param>
    /// <param name="bins">Bins of the spectrum, from zero to half the rate.</param>
    /// <param name="sampleRate">Rate of the audio, in hertz.</param>
    public MelFilters(int count, int bins, int sampleRate)
    {
        var highest = ToMel(sampleRate / 2.0);
        var edges = new double[count + 2];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = ToHertz(highest * i / (count + 1));
        }

        var binWidth = sampleRate / 2.0 / (bins - 1);
        _filters = new (int, double[])[count];
        for (var i = 0; i < count; i++)
        {
            _filters[i] = Filter(edges[i], edges[i + 1], edges[i + 2], binWidth, bins);
        }
    }

    /// <summary>Number of filters.</summary>
    public int Count => _filters.Length;

    /// <summary>What a filter lets through of a power spectrum.</summary>
    public double Apply(int filter, ReadOnlySpan<double> powers)
    {
        var (first, weights) = _filters[filter];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * powers[first + i];
        }

        return sum;
    }

    private static (int First, double[] Weights) Filter(double low, double peak, double high, double width, int bins)
    {
        var first = Math.Clamp((int)Math.Ceiling(low / width), 0, bins - 1);
        var last = Math.Clamp((int)Math.Floor(high / width), first, bins - 1);
        var weights = new double[last - first + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            var hertz = (first + i) * width;
            var height = Math.Min((hertz - low) / (peak - low), (high - hertz) / (high - peak));
            weights[i] = Math.Max(0, height) * 2 / (high - low);
        }

        return (first, weights);
    }

    private static double ToMel(double hertz) =>
        hertz < LogFromHertz ? hertz / LinearHertzPerMel : LogFromMel + (Math.Log(hertz / LogFromHertz) / LogStep);

    private static double ToHertz(double mel) =>
        mel < LogFromMel ? mel * LinearHertzPerMel : LogFromHertz * Math.Exp(LogStep * (mel - LogFromMel));
}
