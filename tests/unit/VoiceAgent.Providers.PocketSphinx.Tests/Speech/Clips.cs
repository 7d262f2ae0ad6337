using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Providers.PocketSphinx.Speech;

/// <summary>Recorded speech at 16 kHz, and what telephones and rooms do to it.</summary>
internal static class Clips
{
    /// <summary>A recording by its file name without ending; skips the calling test when it is absent.</summary>
    public static byte[] Load(string name)
    {
        var wav = WavReader.Read(File.ReadAllBytes(SharedData.Speech(name + ".wav")), mono: true);
        return wav.Format.SampleRate == 16000
            ? wav.Pcm.ToArray()
            : Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, 16000);
    }

    /// <summary>Over a telephone line: 8 kHz, mu-law, and back.</summary>
    public static byte[] OverTelephone(byte[] audio)
    {
        var narrow = Resampler.Resample(audio, 16000, 8000);
        var samples = Pcm16.AsSamples(narrow);
        var codes = new byte[samples.Length];
        G711.EncodeMuLaw(samples, codes);
        var decoded = new short[codes.Length];
        G711.DecodeMuLaw(codes, decoded);
        return Resampler.Resample(Pcm16.AsBytes(decoded), 8000, 16000);
    }

    /// <summary>With pink noise this many decibels below the clip's mean power.</summary>
    public static byte[] InNoise(byte[] audio, double decibels, int seed) =>
        With(Pink(audio.Length / sizeof(short), new Random(seed)), audio, decibels);

    /// <summary>With white noise, which hides the upper half of speech, where pink noise is weak.</summary>
    public static byte[] InWhiteNoise(byte[] audio, double decibels, int seed)
    {
        var random = new Random(seed);
        return With(
            [.. Enumerable.Range(0, audio.Length / sizeof(short)).Select(_ => (random.NextDouble() * 2) - 1)],
            audio,
            decibels
        );
    }

    private static byte[] With(double[] noise, byte[] audio, double decibels)
    {
        var samples = MemoryMarshal.Cast<byte, short>(audio);
        var gain = Math.Sqrt(Power(samples) / noise.Average(n => n * n)) * Math.Pow(10, -decibels / 20);
        var mixed = new short[samples.Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = (short)Math.Clamp(samples[i] + (gain * noise[i]), short.MinValue, short.MaxValue);
        }

        return MemoryMarshal.AsBytes<short>(mixed).ToArray();
    }

    /// <summary>Louder, or quieter below 0.</summary>
    public static byte[] At(byte[] audio, double decibels)
    {
        var gain = Math.Pow(10, decibels / 20);
        var samples = MemoryMarshal.Cast<byte, short>(audio).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(samples[i] * gain, short.MinValue, short.MaxValue);
        }

        return MemoryMarshal.AsBytes<short>(samples).ToArray();
    }

    private static double Power(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return sum / samples.Length;
    }

    /// <summary>White noise through a sum of one-pole filters, an octave and a half apart: about -3 dB per octave.</summary>
    private static double[] Pink(int length, Random random)
    {
        double[] poles = [0.998, 0.993, 0.97, 0.9, 0.65];
        var states = new double[poles.Length];
        var noise = new double[length];
        for (var i = 0; i < length; i++)
        {
            var white = (random.NextDouble() * 2) - 1;
            for (var j = 0; j < poles.Length; j++)
            {
                states[j] = (poles[j] * states[j]) + (Math.Sqrt(1 - poles[j]) * white);
                noise[i] += states[j];
            }
        }

        return noise;
    }
}
