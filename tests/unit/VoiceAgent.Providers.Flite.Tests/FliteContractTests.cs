using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

public sealed class FliteContractTests : TextToSpeechContract
{
    protected override ITextToSpeech CreateVoice() => FliteFixture.Require();
}
