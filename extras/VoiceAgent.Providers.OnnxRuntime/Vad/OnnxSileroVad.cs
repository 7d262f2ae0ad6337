using Microsoft.ML.OnnxRuntime;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.OnnxRuntime.Vad;

/// <summary>One stream's memory over the shared session.</summary>
/// <remarks>
/// A chunk is given to the network behind the last 4 ms of the one before. The network's state goes out of one run into the next: two buffers
/// take turns, each with a binding of its own, so that a run allocates nothing.
/// </remarks>
internal sealed class OnnxSileroVad : IVoiceActivityModel
{
    private const int StateSize = 2 * 128;

    private readonly InferenceSession _session;
    private readonly int _context;
    private readonly float[] _samples;
    private readonly float[][] _states = [new float[StateSize], new float[StateSize]];
    private readonly float[] _probability = new float[1];
    private readonly RunOptions _options = new();
    private readonly OrtValue _samplesValue;
    private readonly OrtValue[] _stateValues;
    private readonly OrtValue _rateValue;
    private readonly OrtValue _probabilityValue;
    private readonly OrtIoBinding[] _bindings;
    private int _turn;

    public OnnxSileroVad(InferenceSession session, int sampleRate)
    {
        (_session, SampleRate) = (session, sampleRate);
        _context = sampleRate / 250;
        _samples = new float[_context + ChunkSamples];
        _samplesValue = OrtValue.CreateTensorValueFromMemory(_samples, [1, _samples.Length]);
        _stateValues = [.. _states.Select(state => OrtValue.CreateTensorValueFromMemory(state, [2, 1, 128]))];
        _rateValue = OrtValue.CreateTensorValueFromMemory(new long[] { sampleRate }, [1]);
        _probabilityValue = OrtValue.CreateTensorValueFromMemory(_probability, [1, 1]);
        _bindings = [Bind(_stateValues[0], _stateValues[1]), Bind(_stateValues[1], _stateValues[0])];
    }

    public int SampleRate { get; }

    public int ChunkSamples => SampleRate / 125 * 4;

    public float Process(ReadOnlySpan<float> chunk)
    {
        if (chunk.Length != ChunkSamples)
        {
            throw new ArgumentException(
                $"A chunk at {SampleRate} Hz has {ChunkSamples} samples, not {chunk.Length}.",
                nameof(chunk)
            );
        }

        chunk.CopyTo(_samples.AsSpan(_context));
        _session.RunWithBinding(_options, _bindings[_turn]);
        chunk[^_context..].CopyTo(_samples);
        _turn = 1 - _turn;
        if (float.IsFinite(_probability[0]))
        {
            return Math.Clamp(_probability[0], 0, 1);
        }

        // A sample that is no number would stay in the memory for ever.
        Reset();
        return 0;
    }

    public void Reset()
    {
        Array.Clear(_samples);
        Array.ForEach(_states, Array.Clear);
        _turn = 0;
    }

    public void Dispose()
    {
        Array.ForEach(_bindings, binding => binding.Dispose());
        _samplesValue.Dispose();
        Array.ForEach(_stateValues, state => state.Dispose());
        _rateValue.Dispose();
        _probabilityValue.Dispose();
        _options.Dispose();
    }

    private OrtIoBinding Bind(OrtValue before, OrtValue after)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput("input", _samplesValue);
        binding.BindInput("state", before);
        binding.BindInput("sr", _rateValue);
        binding.BindOutput("output", _probabilityValue);
        binding.BindOutput("stateN", after);
        return binding;
    }
}
