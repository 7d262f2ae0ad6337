namespace VoiceAgent.Vad;

/// <summary>
/// Makes <see cref="IVoiceActivityModel"/>s that go by energy over an adaptive noise floor: no weights, less than a
/// microsecond per chunk. The fallback where no trained model can be had: it takes every sound that stands out for
/// speech, be it a voice or a door.
/// </summary>
/// <remarks>Safe from any thread.</remarks>
public sealed class EnergyVadFactory : IVoiceActivityModelFactory
{
    /// <inheritdoc />
    public string Name => "energy";

    /// <inheritdoc />
    public IVoiceActivityModel Create(int sampleRate) =>
        sampleRate is 8000 or 16000
            ? new EnergyVad(sampleRate)
            : throw new NotSupportedException(
                $"The energy VAD listens at 8000 or 16000 Hz, not at {sampleRate} Hz; resample before."
            );
}
