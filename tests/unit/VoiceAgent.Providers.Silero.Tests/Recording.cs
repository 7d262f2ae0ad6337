using System.Buffers.Binary;
using System.Globalization;
using VoiceAgent.Tests.Common;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

/// <summary>Recorded speech as floats, and what the published network said about it.</summary>
internal static class Recording
{
    /// <summary>Samples of a well-formed mono recording with a plain header.</summary>
    public static (int Rate, float[] Samples) Read(string clip)
    {
        var file = File.ReadAllBytes(SharedData.Speech(clip + ".wav"));
        var data = file.AsSpan().IndexOf("data"u8) + 8;
        var samples = new float[(file.Length - data) / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(data + (2 * i))) / 32768f;
        }

        return (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24)), samples);
    }

    /// <summary>Probabilities of ONNX Runtime, one per whole chunk.</summary>
    public static float[] Golden(string clip) =>
        [
            .. File.ReadLines(SharedData.Golden($"silero_v6_{clip}.txt"))
                .Skip(1)
                .Select(line => float.Parse(line, CultureInfo.InvariantCulture)),
        ];

    /// <summary>Probabilities of a fresh model, one per whole chunk.</summary>
    public static float[] Run(IVoiceActivityModelFactory factory, string clip)
    {
        var (rate, samples) = Read(clip);
        using var model = factory.Create(rate);
        return Run(model, samples);
    }

    /// <summary>Probabilities of a model that goes on from where it is.</summary>
    public static float[] Run(IVoiceActivityModel model, ReadOnlySpan<float> samples)
    {
        var probabilities = new float[samples.Length / model.ChunkSamples];
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = model.Process(samples.Slice(i * model.ChunkSamples, model.ChunkSamples));
        }

        return probabilities;
    }

    /// <summary>Largest difference between two lists of the same length.</summary>
    public static float Difference(float[] left, float[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (a, b) => MathF.Abs(a - b)).Max();
    }
}
