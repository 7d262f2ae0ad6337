using System.Numerics;
using System.Runtime.CompilerServices;

namespace VoiceAgent.Audio;

/// <summary>
/// Level of a stream, measured in windows of 32 ms: RMS, peak, and a smoothed volume for the minimum volume of a VAD.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Volume"/> means what it means in Pipecat, so its usual minimum of 0.6 keeps its meaning: loudness from -110
/// to -10 dB becomes 0 to 1 (0.6 is -50 dB), then moves a fifth of the way to each new window. Pipecat weights frequencies
/// first (ITU-R BS.1770); here the mean square is taken as it is, less its constant part, which is cheaper and differs in
/// windows of speech by at most 3.5 dB (0.035, in hiss) and by less than 1 dB (0.01) on average.
/// </para>
/// <para>
/// A window is complete after <see cref="WindowSamples"/> samples, however they were cut; values are those of the last
/// complete one. Vectorised, allocates nothing. Not thread-safe.
/// </para>
/// </remarks>
public sealed class LevelMeter
{
    /// <summary>What silence measures, in dBFS.</summary>
    public const float Silence = -120f;

    private const float Quietest = -110f;
    private const float Loudest = -10f;
    private const float Smoothing = 0.2f;

    private int _count;
    private float _sum;
    private float _squares;
    private float _peak;

    /// <summary>A meter that has heard nothing.</summary>
    /// <param name="sampleRate">Samples per second, 8000 to 48000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public LevelMeter(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, AudioFormat.MinSampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioFormat.MaxSampleRate);
        WindowSamples = sampleRate * 32 / 1000;
    }

    /// <summary>Samples in a window: 512 at 16 kHz, 256 at 8 kHz.</summary>
    public int WindowSamples { get; }

    /// <summary>Root mean square without the constant part, in dB below a full-scale square wave; a full-scale sine has -3.</summary>
    public float RmsDbfs { get; private set; } = Silence;

    /// <summary>Largest sample, in dB below full scale.</summary>
    public float PeakDbfs { get; private set; } = Silence;

    /// <summary>The last window's loudness, 0 (-110 dBFS or less) to 1 (-10 dBFS or more).</summary>
    public float Loudness { get; private set; }

    /// <summary><see cref="Loudness"/>, smoothed over windows.</summary>
    public float Volume { get; private set; }

    /// <summary>Takes the next samples, between -1 and 1.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var length = Math.Min(samples.Length, WindowSamples - _count);
            Accumulate(samples[..length]);
            samples = samples[length..];
            _count += length;
            if (_count == WindowSamples)
            {
                Complete();
            }
        }
    }

    /// <summary>Takes the next samples.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        Span<float> floats = stackalloc float[256];
        while (!samples.IsEmpty)
        {
            var length = Math.Min(samples.Length, floats.Length);
            Pcm16.ToFloat(samples[..length], floats);
            Add(floats[..length]);
            samples = samples[length..];
        }
    }

    /// <summary>Forgets everything heard, as if newly made.</summary>
    public void Reset()
    {
        (_count, _sum, _squares, _peak) = (0, 0, 0, 0);
        (RmsDbfs, PeakDbfs, Loudness, Volume) = (Silence, Silence, 0, 0);
    }

    private static float Decibels(float ratio, float factor) =>
        ratio > 0 ? Math.Max(Silence, factor * MathF.Log10(ratio)) : Silence;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(ReadOnlySpan<float> samples)
    {
        var (sum, squares, peak) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (; samples.Length >= Vector<float>.Count; samples = samples[Vector<float>.Count..])
        {
            var x = new Vector<float>(samples);
            sum += x;
            squares += x * x;
            peak = Vector.Max(peak, Vector.Abs(x));
        }

        for (var i = 0; i < Vector<float>.Count; i++)
        {
            _peak = Math.Max(_peak, peak[i]);
        }

        _sum += Vector.Sum(sum);
        _squares += Vector.Sum(squares);
        foreach (var x in samples)
        {
            _sum += x;
            _squares += x * x;
            _peak = Math.Max(_peak, Math.Abs(x));
        }
    }

    private void Complete()
    {
        var mean = _sum / _count;
        RmsDbfs = Decibels((_squares / _count) - (mean * mean), 10);
        PeakDbfs = Decibels(_peak, 20);
        Loudness = Math.Clamp((RmsDbfs - Quietest) / (Loudest - Quietest), 0, 1);
        Volume += Smoothing * (Loudness - Volume);
        (_count, _sum, _squares, _peak) = (0, 0, 0, 0);
    }
}
