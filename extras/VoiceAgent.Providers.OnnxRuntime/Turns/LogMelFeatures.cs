using System.Numerics;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

/// <summary>
/// Features of 8 s of speech at 16 kHz as the Whisper models take them: 80 mel bands, a frame each 10 ms, logarithmic, about -1 to 1. The
/// audio is brought to mean 0 and variance 1 first. Immutable; used from any thread.
/// </summary>
internal sealed class LogMelFeatures
{
    public const int SampleRate = 16000;
    public const int Samples = 8 * SampleRate;
    public const int Bands = 80;
    public const int Frames = Samples / Hop;

    private const int Window = 400;
    private const int Hop = 160;
    private const int Bins = (Window / 2) + 1;
    private const double Floor = 1e-10;

    private readonly FourierTransform _transform = new(Window);
    private readonly MelFilters _filters = new(Bands, Bins, SampleRate);
    private readonly double[] _window = HannWindow();

    /// <summary>Computes the features.</summary>
    /// <param name="speech">Samples between -1 and 1. Of more than 8 s the last count; before less there is silence.</param>
    /// <param name="features">Takes <see cref="Bands"/> rows of <see cref="Frames"/>.</param>
    public void Compute(ReadOnlySpan<float> speech, Span<float> features)
    {
        // Reflected at both ends, so that frames stand around their time.
        const int Pad = Window / 2;
        var audio = new double[Samples + Window];
        var middle = audio.AsSpan(Pad, Samples);
        Normalize(speech[^Math.Min(speech.Length, Samples)..], middle);
        for (var i = 0; i < Pad; i++)
        {
            audio[i] = middle[Pad - i];
            audio[Pad + Samples + i] = middle[Samples - 2 - i];
        }

        var windowed = new double[Window];
        var spectrum = new Complex[Window];
        var powers = new double[Bins];
        var highest = double.NegativeInfinity;
        for (var frame = 0; frame < Frames; frame++)
        {
            for (var i = 0; i < Window; i++)
            {
                windowed[i] = audio[(frame * Hop) + i] * _window[i];
            }

            _transform.Transform(windowed, spectrum);
            for (var i = 0; i < Bins; i++)
            {
                var bin = spectrum[i];
                powers[i] = (bin.Real * bin.Real) + (bin.Imaginary * bin.Imaginary);
            }

            for (var band = 0; band < Bands; band++)
            {
                var level = Math.Log10(Math.Max(Floor, _filters.Apply(band, powers)));
                features[(band * Frames) + frame] = (float)level;
                highest = Math.Max(highest, level);
            }
        }

        // What is 80 dB below the loudest is as good as nothing.
        foreach (ref var feature in features[..(Bands * Frames)])
        {
            feature = (float)((Math.Max(feature, highest - 8) + 4) / 4);
        }
    }

    private static void Normalize(ReadOnlySpan<float> speech, Span<double> audio)
    {
        audio.Clear();
        for (var i = 0; i < speech.Length; i++)
        {
            audio[audio.Length - speech.Length + i] = float.IsFinite(speech[i]) ? speech[i] : 0;
        }

        var (sum, squares) = (0.0, 0.0);
        foreach (var sample in audio)
        {
            sum += sample;
            squares += sample * sample;
        }

        var mean = sum / audio.Length;
        var scale = 1 / Math.Sqrt(Math.Max(0, (squares / audio.Length) - (mean * mean)) + 1e-7);
        foreach (ref var sample in audio)
        {
            sample = (sample - mean) * scale;
        }
    }

    private static double[] HannWindow()
    {
        var window = new double[Window];
        for (var i = 0; i < Window; i++)
        {
            window[i] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window));
        }

        return window;
    }
}
