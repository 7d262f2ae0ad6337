using VoiceAgent.Audio;

namespace VoiceAgent.Vad;

/// <summary>
/// Brings audio of any format to a model, chunk by chunk, and tells when speech begins and ends. Serves one stream; not thread-safe;
/// allocates nothing while the input already has the model's rate.
/// </summary>
public sealed class VadStream : IDisposable
{
    private readonly IVoiceActivityModel _model;
    private readonly AudioConverter _converter;
    private readonly AudioFormat _input;
    private readonly LevelMeter _meter;
    private readonly VadStateMachine _machine;
    private readonly float[] _chunk;
    private int _filled;

    /// <summary>A stream that has heard nothing.</summary>
    /// <param name="factory">Makes the model.</param>
    /// <param name="options">Thresholds and times.</param>
    /// <param name="input">Format of what will be written. 8 kHz is heard at 8 kHz, everything else at 16 kHz.</param>
    public VadStream(IVoiceActivityModelFactory factory, VadOptions options, AudioFormat input)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _input = input;
        _model = factory.Create(input.SampleRate < 16000 ? 8000 : 16000);
        _converter = new AudioConverter(input, new AudioFormat(_model.SampleRate));
        _meter = new LevelMeter(_model.SampleRate);
        _machine = new VadStateMachine(options, _model.SampleRate);
        _chunk = new float[_model.ChunkSamples];
    }

    /// <summary>Probability of speech in the last chunk.</summary>
    public float Probability { get; private set; }

    /// <summary>True between a start and the stop that follows.</summary>
    public bool IsSpeaking => _machine.State is VadState.Speaking or VadState.Stopping;

    /// <summary>Input samples after which the speech heard last began.</summary>
    public long StartedAt => ToInput(_machine.StartedAt);

    /// <summary>Input samples after which it ended.</summary>
    public long StoppedAt => ToInput(_machine.StoppedAt);

    /// <summary>Input samples the model has judged.</summary>
    public long Position => ToInput(_machine.Position);

    /// <summary>Takes the next piece of audio.</summary>
    /// <param name="pcm">Whole samples, any number of them.</param>
    /// <returns>The last change within the piece, if there was one.</returns>
    public VadChange Write(ReadOnlyMemory<byte> pcm)
    {
        var samples = Pcm16.AsSamples(_converter.Convert(pcm).Span);
        var change = VadChange.None;
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _chunk.Length - _filled);
            Pcm16.ToFloat(samples[..count], _chunk.AsSpan(_filled, count));
            samples = samples[count..];
            _filled += count;
            if (_filled == _chunk.Length)
            {
                _filled = 0;
                _meter.Add(_chunk);
                Probability = _model.Process(_chunk);
                var next = _machine.Advance(Probability, _meter.Loudness, _chunk.Length);
                change = next == VadChange.None ? change : next;
            }
        }

        return change;
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    private long ToInput(long samples) => samples * _input.SampleRate / _model.SampleRate;
}
