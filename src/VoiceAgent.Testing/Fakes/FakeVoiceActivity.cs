using VoiceAgent.Vad;

namespace VoiceAgent.Testing.Fakes;

/// <summary>Makes models that hear speech where the audio is loud, or where a script says so.</summary>
public sealed class FakeVoiceActivity : IVoiceActivityModelFactory
{
    /// <inheritdoc />
    public string Name => "fake";

    /// <summary>A chunk with a sample beyond this, 0 to 1, is speech. Default 0.01.</summary>
    public float Threshold { get; init; } = 0.01f;

    /// <summary>Probability by time since the start of the stream; replaces the level when set.</summary>
    public Func<TimeSpan, float>? Script { get; init; }

    /// <inheritdoc />
    public IVoiceActivityModel Create(int sampleRate) =>
        sampleRate is 8000 or 16000
            ? new FakeVoiceActivityModel(this, sampleRate)
            : throw new NotSupportedException($"The fake hears 8000 and 16000 Hz, not {sampleRate}.");
}
