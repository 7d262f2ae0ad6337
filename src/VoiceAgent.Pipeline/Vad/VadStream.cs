using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Vad;

/// <summary>
/// Brings audio of any format to a model, chunk by chunk, and tells when speech begins and ends. Serves one stream; not
/// thread-safe; allocates nothing.
/// </summary>
public sealed class VadStream : IDisposable
{
    private const int MaxBlock = 128;
    private const int MaxUpsampling = AudioFormat.MaxSampleRate / AudioFormat.MinSampleRate;

    private readonly IVoiceActivityModel _model;
    private readonly Resampler _resampler;
    private readonly AudioFormat _input;
    private readonly LevelMeter _meter;
    private readonly VadStateMachine _machine;
    private readonly float[] _chunk;

    /// <summary>Input samples converted at a time: not enough to complete two chunks.</summary>
    private readonly int _block;

    private int _filled;

    /// <summary>A stream that has heard nothing.</summary>
    /// <param name="factory">Makes the model.</param>
    /// <param name="options">Thresholds and times.</param>
    /// <param name="input">Format of what will be written. Below 16 kHz it is heard at 8 kHz, else at 16 kHz.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.UnsupportedAudio"/>: the format is out of range.</exception>
    public VadStream(IVoiceActivityModelFactory factory, VadOptions options, AudioFormat input)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (!input.IsValid)
        {
            throw new VoiceAgentException(
                ErrorCodes.UnsupportedAudio,
                $"Cannot listen to {input}: rates go from {AudioFormat.MinSampleRate} to {AudioFormat.MaxSampleRate} Hz, with one or two channels."
            );
        }

        _input = input;
        _model = factory.Create(input.SampleRate < 16000 ? 8000 : 16000);
        _resampler = new Resampler(input.SampleRate, _model.SampleRate);
        _meter = new LevelMeter(_model.SampleRate);
        _machine = new VadStateMachine(options, _model.SampleRate);
        _chunk = new float[_model.ChunkSamples];
        _block = Math.Clamp((_chunk.Length - 1) * input.SampleRate / _model.SampleRate, 1, MaxBlock);
    }

    /// <summary>Probability of speech in the last chunk.</summary>
    public float Probability { get; private set; }

    /// <summary>Where the voice is after the last chunk.</summary>
    public VadState State => _machine.State;

    /// <summary>True between a start and the stop that follows.</summary>
    public bool IsSpeaking => State is VadState.Speaking or VadState.Stopping;

    /// <summary>Input samples (per channel) after which the speech heard last began.</summary>
    public long StartedAt => ToInput(_machine.StartedAt);

    /// <summary>Input samples (per channel) after which it ended.</summary>
    public long StoppedAt => ToInput(_machine.StoppedAt);

    /// <summary>Input samples (per channel) the model has judged.</summary>
    public long Position => ToInput(_machine.Position);

    /// <summary>
    /// Takes audio until something changes or all of it is taken. Call it again while it tells a change, which it does
    /// for every one, however long the piece is.
    /// </summary>
    /// <param name="pcm">Whole samples, any number of them; what was taken is cut off.</param>
    public VadChange Write(ref ReadOnlyMemory<byte> pcm)
    {
        Span<float> samples = stackalloc float[MaxBlock];
        Span<float> resampled = stackalloc float[(MaxBlock * MaxUpsampling) + 1];
        while (pcm.Length >= _input.BytesPerSample)
        {
            var count = Math.Min(_block, pcm.Length / _input.BytesPerSample);
            ToMono(pcm.Span[..(count * _input.BytesPerSample)], samples);
            pcm = pcm[(count * _input.BytesPerSample)..];
            var change = Hear(resampled[.._resampler.Write(samples[..count], resampled)]);
            if (change != VadChange.None)
            {
                return change;
            }
        }

        return VadChange.None;
    }

    /// <summary>Says that no more audio comes for now: speech, if there was any, is over. Later audio goes on behind it.</summary>
    public VadChange End() => _machine.End();

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    private void ToMono(ReadOnlySpan<byte> pcm, Span<float> mono)
    {
        var samples = Pcm16.AsSamples(pcm);
        if (_input.Channels == 1)
        {
            Pcm16.ToFloat(samples, mono);
            return;
        }

        Span<short> mixed = stackalloc short[MaxBlock];
        Pcm16.ToMono(samples, mixed);
        Pcm16.ToFloat(mixed[..(samples.Length / 2)], mono);
    }

    private VadChange Hear(ReadOnlySpan<float> samples)
    {
        var count = Math.Min(samples.Length, _chunk.Length - _filled);
        samples[..count].CopyTo(_chunk.AsSpan(_filled));
        _filled += count;
        if (_filled < _chunk.Length)
        {
            return VadChange.None;
        }

        _meter.Add(_chunk);
        var loudness = _meter.Loudness;
        Probability = _model is IMeasuredModel measured
            ? measured.Process(_chunk, ref loudness)
            : _model.Process(_chunk);
        samples[count..].CopyTo(_chunk);
        _filled = samples.Length - count;
        return _machine.Advance(Probability, loudness, _chunk.Length);
    }

    private long ToInput(long samples) => samples * _input.SampleRate / _model.SampleRate;
}
