using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Deepgram;

public sealed class DeepgramSpeechToTextContract(DeepgramServer server)
    : SpeechToTextContract,
        IClassFixture<DeepgramServer>
{
    protected override ISpeechToText CreateRecognizer() =>
        DeepgramServiceCollectionExtensions.CreateRecognizer(server.Options);
}

public sealed class DeepgramTextToSpeechContract(DeepgramServer server)
    : TextToSpeechContract,
        IClassFixture<DeepgramServer>
{
    protected override ITextToSpeech CreateVoice() => DeepgramServiceCollectionExtensions.CreateVoice(server.Options);
}
