using VoiceAgent.Providers.Silero.Weights;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// Silero VAD v6 for one sample rate: spectrum, four convolutions, an LSTM cell, one number. Immutable: one instance
/// serves all streams on all threads.
/// </summary>
/// <remarks>
/// Each chunk is 32 ms, preceded by 4 ms of context and followed by 4 ms of its own reflection. Frames of a layer lie one
/// after the other, so a convolution is a dense layer over overlapping windows; frames of zeros are its padding.
/// </remarks>
internal sealed class SileroNetwork
{
    private readonly int _contextSamples;
    private readonly Spectrum _spectrum;
    private readonly Affine _convolution1;
    private readonly Affine _convolution2;
    private readonly Affine _convolution3;
    private readonly Affine _convolution4;
    private readonly Affine _gates;
    private readonly float[] _outputWeights;
    private readonly float _outputBias;

    /// <param name="sampleRate">8000 or 16000 Hz.</param>
    /// <param name="parameters">As <see cref="SileroWeights.Read"/> gives them.</param>
    /// <param name="vectorised">Use SIMD; false takes the scalar path, about ten times slower.</param>
    /// <exception cref="Errors.VoiceAgentException">The number of parameters is not that of the network.</exception>
    public SileroNetwork(int sampleRate, float[] parameters, bool vectorised)
    {
        var window = sampleRate / 125 * 2;
        _contextSamples = window / 4;
        ChunkSamples = 2 * window;
        Vectorised = vectorised;
        _spectrum = new Spectrum(window, vectorised);

        var bins = _spectrum.Bins;
        var rest = new Remaining(parameters);
        _convolution1 = rest.Layer(3 * bins, 128, (4, bins), 0, vectorised);
        _convolution2 = rest.Layer(3 * 128, 64, (2, 2 * 128), 0, vectorised);
        _convolution3 = rest.Layer(2 * 64, 64, (1, 0), 0, vectorised);
        _convolution4 = rest.Layer(64, Lstm.Size, (1, 0), 0, vectorised);
        _gates = rest.Layer(2 * Lstm.Size, 4 * Lstm.Size, (1, 0), float.NegativeInfinity, vectorised);
        _outputWeights = rest.Take(Lstm.Size).ToArray();
        _outputBias = rest.Take(1)[0];
        rest.RequireNone();
    }

    /// <summary>Samples in a chunk.</summary>
    public int ChunkSamples { get; }

    /// <summary>True on the SIMD path.</summary>
    public bool Vectorised { get; }

    /// <summary>The state of a stream that has heard nothing.</summary>
    public SileroState CreateState() => new(_contextSamples);

    /// <summary>Takes a stream's next chunk and gives its probability of speech.</summary>
    public float Process(ReadOnlySpan<float> chunk, SileroState state)
    {
        var scratch = SileroScratch.Current;
        var bins = _spectrum.Bins;
        var magnitudes = scratch.Magnitudes.AsSpan(0, 6 * bins);
        magnitudes[..bins].Clear();
        magnitudes[(5 * bins)..].Clear();
        _spectrum.Compute(
            Extend(chunk, state.Context, scratch.Samples),
            magnitudes[bins..(5 * bins)],
            scratch.Transform
        );

        _convolution1.Apply(magnitudes, scratch.Layer1.AsSpan(_convolution1.Outputs));
        _convolution2.Apply(scratch.Layer1, scratch.Layer2);
        _convolution3.Apply(scratch.Layer2, scratch.Layer3);
        _convolution4.Apply(scratch.Layer3, scratch.Layer4);
        state.Hidden.CopyTo(scratch.Layer4, Lstm.Size);
        _gates.Apply(scratch.Layer4, scratch.Gates);
        Lstm.Step(scratch.Gates, state.Cell, state.Hidden, Vectorised);
        return Lstm.Sigmoid(_outputBias + WeighPositive(state.Hidden));
    }

    /// <summary>Puts the context before the chunk and its reflection (without the last sample) behind it.</summary>
    private static ReadOnlySpan<float> Extend(ReadOnlySpan<float> chunk, Span<float> context, Span<float> samples)
    {
        samples = samples[..(chunk.Length + (2 * context.Length))];
        context.CopyTo(samples);
        chunk.CopyTo(samples[context.Length..]);
        var reflection = samples[^context.Length..];
        chunk[^(context.Length + 1)..^1].CopyTo(reflection);
        reflection.Reverse();
        chunk[^context.Length..].CopyTo(context);
        return samples;
    }

    private float WeighPositive(ReadOnlySpan<float> hidden)
    {
        var sum = 0f;
        for (var i = 0; i < _outputWeights.Length && i < hidden.Length; i++)
        {
            sum += _outputWeights[i] * MathF.Max(hidden[i], 0);
        }

        return sum;
    }

    /// <summary>Parameters not yet given to a layer.</summary>
    private ref struct Remaining(ReadOnlySpan<float> parameters)
    {
        private ReadOnlySpan<float> _rest = parameters;

        public Affine Layer(int inputs, int outputs, (int Count, int Step) windows, float floor, bool vectorised)
        {
            var weights = Take(inputs * outputs);
            return new Affine(weights, Take(outputs), windows, floor, vectorised);
        }

        public ReadOnlySpan<float> Take(int count)
        {
            if (_rest.Length < count)
            {
                throw SileroWeights.Damaged("a parameter set is too short for the network");
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        public readonly void RequireNone()
        {
            if (!_rest.IsEmpty)
            {
                throw SileroWeights.Damaged("a parameter set is too long for the network");
            }
        }
    }
}
