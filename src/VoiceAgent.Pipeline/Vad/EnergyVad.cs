namespace VoiceAgent.Vad;

/// <summary>
/// Speech stands out of the noise: the level of a chunk over a noise floor, squashed to a probability. The floor is the
/// lowest smoothed level of the last two seconds, which speech with its pauses does not raise (minimum statistics,
/// R. Martin, 2001).
/// </summary>
internal sealed class EnergyVad : IVoiceActivityModel
{
    /// <summary>Level over the floor, in dB, at which speech is as likely as not.</summary>
    private const float Middle = 8f;

    /// <summary>dB that change the odds by e.</summary>
    private const float Slope = 2f;

    /// <summary>Nothing below this is speech, and no floor lies lower, in dBFS.</summary>
    private const float Faintest = -60f;

    /// <summary>The floor before anything was heard, in dBFS: an office through a headset.</summary>
    private const float FirstFloor = -50f;

    /// <summary>How far the minimum of a smoothed level lies below its mean, in dB.</summary>
    private const float MinimumBias = 1.5f;

    /// <summary>How much of the last probability stays at least: it bridges the gaps between the sounds of a word.</summary>
    private const float Release = 0.85f;

    private const int Slots = 8;
    private const int ChunksPerSlot = 8;
    private const float HighPassHertz = 120f;

    private readonly float[] _minima = new float[Slots];
    private readonly float _highPass;
    private float _lastInput;
    private float _lastOutput;
    private float _smoothed;
    private float _probability;
    private int _chunks;

    /// <param name="sampleRate">8000 or 16000 Hz.</param>
    public EnergyVad(int sampleRate)
    {
        SampleRate = sampleRate;
        ChunkSamples = sampleRate * 32 / 1000;
        _highPass = MathF.Exp(-2 * MathF.PI * HighPassHertz / sampleRate);
        Reset();
    }

    public int SampleRate { get; }

    public int ChunkSamples { get; }

    public float Process(ReadOnlySpan<float> chunk)
    {
        if (chunk.Length != ChunkSamples)
        {
            throw new ArgumentException(
                $"A chunk at {SampleRate} Hz has {ChunkSamples} samples, not {chunk.Length}.",
                nameof(chunk)
            );
        }

        var level = Level(chunk);
        if (!float.IsFinite(level))
        {
            Reset();
            return 0;
        }

        var over = level - Floor();
        Learn(level);
        var probability = level <= Faintest ? 0 : 1 / (1 + MathF.Exp((Middle - over) / Slope));
        _probability = MathF.Max(probability, Release * _probability);
        return _probability;
    }

    public void Reset()
    {
        (_lastInput, _lastOutput, _probability, _chunks) = (0, 0, 0, 0);
        _smoothed = FirstFloor;
        _minima.AsSpan().Fill(FirstFloor);
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose() { }

    /// <summary>Mean power above hum and rumble, in dBFS.</summary>
    private float Level(ReadOnlySpan<float> chunk)
    {
        var (input, output, power) = (_lastInput, _lastOutput, 0f);
        foreach (var sample in chunk)
        {
            output = _highPass * (output + sample - input);
            input = sample;
            power += output * output;
        }

        (_lastInput, _lastOutput) = (input, output);
        var level = 10 * MathF.Log10(power / chunk.Length);
        return float.IsNegativeInfinity(level) ? Faintest : MathF.Max(level, Faintest);
    }

    private float Floor()
    {
        var floor = _minima[0];
        foreach (var minimum in _minima)
        {
            floor = MathF.Min(floor, minimum);
        }

        return floor + MinimumBias;
    }

    /// <summary>Keeps the lowest smoothed level of each slot of a quarter of a second, the oldest of which is dropped.</summary>
    private void Learn(float level)
    {
        _smoothed += 0.4f * (level - _smoothed);
        var (slot, chunk) = Math.DivRem(_chunks, ChunksPerSlot);
        _minima[slot] = chunk == 0 ? _smoothed : MathF.Min(_minima[slot], _smoothed);
        _chunks = (_chunks + 1) % (Slots * ChunksPerSlot);
    }
}
