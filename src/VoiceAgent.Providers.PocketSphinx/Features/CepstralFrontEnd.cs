namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// Turns audio into mel-frequency cepstra, as the acoustic models of CMU Sphinx were trained with: pre-emphasis, Hamming
/// window, power spectrum, mel filters, logarithm, cosine transform, lifter (fe_sigproc.c of sphinxbase), with and without
/// steady noise.
/// </summary>
/// <remarks>
/// Done here and not in the library for three reasons: two decoders share one computation; the cepstral mean, on which
/// recognition depends most, is under our control (the library cannot set it for a new speaker, and once it has streamed
/// never again takes it from a whole utterance); and a pooled decoder keeps nothing of the session before. One instance per
/// session, not thread-safe.
/// </remarks>
internal sealed class CepstralFrontEnd
{
    private const double LogFloor = 1e-4;

    private readonly FeatureParameters _parameters;
    private readonly MelFilterBank _filters;
    private readonly double[] _window;
    private readonly double[] _cosines;
    private readonly double[] _lifter;
    private readonly int _shift;
    private readonly PowerSpectrum _spectrum;
    private readonly double[] _frame;
    private readonly double[] _energies;
    private readonly double[] _suppressed;
    private readonly NoiseSuppressor _suppressor;
    private readonly short[] _pending;
    private int _pendingCount;
    private short _previous;

    internal CepstralFrontEnd(FeatureParameters parameters)
    {
        _parameters = parameters;
        _filters = new MelFilterBank(parameters);
        _shift = parameters.SampleRate / parameters.FrameRate;
        _window = CreateHamming((int)((parameters.WindowSeconds * parameters.SampleRate) + 0.5));
        _cosines = CreateCosines(parameters);
        _lifter = CreateLifter(parameters);
        _spectrum = new PowerSpectrum(parameters.FftSize);
        _frame = new double[parameters.FftSize];
        _energies = new double[parameters.Filters];
        _suppressed = new double[parameters.Filters];
        _suppressor = new NoiseSuppressor(parameters.Filters);
        _pending = new short[_window.Length];
    }

    /// <summary>Numbers in a frame.</summary>
    internal int Cepstra => _parameters.Cepstra;

    /// <summary>Takes audio and hands over every frame that is complete.</summary>
    /// <param name="samples">Audio of any length.</param>
    /// <param name="take">Gets each frame, with new arrays of <see cref="Cepstra"/> numbers.</param>
    internal void Write(ReadOnlySpan<short> samples, Action<CepstralFrame> take)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _pending.Length - _pendingCount);
            samples[..count].CopyTo(_pending.AsSpan(_pendingCount));
            _pendingCount += count;
            samples = samples[count..];
            if (_pendingCount == _pending.Length)
            {
                take(Compute());
                _previous = _pending[_shift - 1];
                _pending.AsSpan(_shift).CopyTo(_pending);
                _pendingCount -= _shift;
            }
        }
    }

    /// <summary>Forgets audio that has not filled a frame: the next audio begins a new segment.</summary>
    internal void Reset()
    {
        _pendingCount = 0;
        _previous = 0;
    }

    private CepstralFrame Compute()
    {
        double previous = _previous;
        for (var i = 0; i < _window.Length; i++)
        {
            _frame[i] = (_pending[i] - (previous * _parameters.PreEmphasis)) * _window[i];
            previous = _pending[i];
        }

        _frame.AsSpan(_window.Length).Clear();
        _filters.Apply(_spectrum.Compute(_frame), _energies);
        _suppressor.Apply(_energies, _suppressed);
        return new(ToCepstra(_energies), ToCepstra(_suppressed));
    }

    /// <summary>Overwrites the energies.</summary>
    private float[] ToCepstra(Span<double> energies)
    {
        for (var i = 0; i < energies.Length; i++)
        {
            energies[i] = Math.Log(energies[i] + LogFloor);
        }

        var cepstra = new float[_parameters.Cepstra];
        for (var i = 0; i < cepstra.Length; i++)
        {
            cepstra[i] = (float)(Dot(energies, _cosines.AsSpan(i * energies.Length, energies.Length)) * _lifter[i]);
        }

        return cepstra;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double[] CreateHamming(int length) =>
        [.. Enumerable.Range(0, length).Select(i => 0.54 - (0.46 * Math.Cos(2 * Math.PI * i / (length - 1))))];

    /// <summary>The unitary cosine transform, one row after the other.</summary>
    private static double[] CreateCosines(FeatureParameters parameters)
    {
        var n = parameters.Filters;
        var cosines = new double[parameters.Cepstra * n];
        for (var i = 0; i < parameters.Cepstra; i++)
        {
            for (var j = 0; j < n; j++)
            {
                cosines[(i * n) + j] = Math.Sqrt((i == 0 ? 1.0 : 2.0) / n) * Math.Cos(Math.PI * i * (j + 0.5) / n);
            }
        }

        return cosines;
    }

    private static double[] CreateLifter(FeatureParameters parameters)
    {
        var length = parameters.Lifter;
        return
        [
            .. Enumerable
                .Range(0, parameters.Cepstra)
                .Select(i => length == 0 ? 1.0 : 1 + (length / 2 * Math.Sin(i * Math.PI / length))),
        ];
    }
}
