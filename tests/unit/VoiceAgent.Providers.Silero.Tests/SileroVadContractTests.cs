using VoiceAgent.Testing.Contracts;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

public sealed class SileroVadContractTests : VoiceActivityContract
{
    protected override IVoiceActivityModelFactory CreateFactory() => new SileroVadFactory();

    protected override float[] Speech(int sampleRate)
    {
        var (rate, samples) = Recording.Read(sampleRate == 8000 ? "phone_call_8k" : "q_weather");
        Assert.Equal(sampleRate, rate);
        return samples;
    }
}
