using VoiceAgent.Providers.ElevenLabs.Speech;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.ElevenLabs;

public sealed class ElevenLabsSocketVoiceContract(ElevenLabsServer server)
    : TextToSpeechContract,
        IClassFixture<ElevenLabsServer>
{
    protected override ITextToSpeech CreateVoice() => new ElevenLabsTextToSpeech(server.Options);
}

public sealed class ElevenLabsHttpVoiceContract(ElevenLabsServer server)
    : TextToSpeechContract,
        IClassFixture<ElevenLabsServer>
{
    protected override ITextToSpeech CreateVoice()
    {
        var options = server.Options;
        options.Streaming = ElevenLabsStreaming.Http;
        return new ElevenLabsTextToSpeech(options);
    }
}

public sealed class ElevenLabsSpeechToTextContract(ElevenLabsServer server)
    : SpeechToTextContract,
        IClassFixture<ElevenLabsServer>
{
    protected override ISpeechToText CreateRecognizer() =>
        ElevenLabsServiceCollectionExtensions.CreateRecognizer(server.Options);
}
