using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Vad;

public sealed class EnergyVadContractTests : VoiceActivityContract
{
    protected override IVoiceActivityModelFactory CreateFactory() => new EnergyVadFactory();

    /// <summary>A second of a voice after a second of a quiet room.</summary>
    protected override float[] Speech(int sampleRate) =>
        [
            .. Enumerable
                .Range(0, 2 * sampleRate)
                .Select(i => (i < sampleRate ? 0.001f : 0.1f) * MathF.Sin(2 * MathF.PI * 300 * i / sampleRate)),
        ];
}
