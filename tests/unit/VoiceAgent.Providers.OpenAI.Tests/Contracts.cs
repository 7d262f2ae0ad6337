using Microsoft.Extensions.AI;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.Providers.OpenAI.Speech;
using VoiceAgent.Providers.OpenAI.Transcription;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.OpenAI;

public sealed class OpenAIChatClientContract(OpenAIServer server) : ChatClientContract, IClassFixture<OpenAIServer>
{
    protected override IChatClient CreateClient() => new OpenAIChatClient(server.Connect());
}

public sealed class OpenAIResponsesClientContract(OpenAIServer server) : ChatClientContract, IClassFixture<OpenAIServer>
{
    protected override IChatClient CreateClient() => new OpenAIResponsesClient(server.Connect());
}

public sealed class OpenAIFileTranscriptionContract(OpenAIServer server)
    : SpeechToTextContract,
        IClassFixture<OpenAIServer>
{
    protected override ISpeechToText CreateRecognizer() => new OpenAISpeechToText(server.Connect());
}

public sealed class OpenAIStreamedTranscriptionContract(OpenAIServer server)
    : SpeechToTextContract,
        IClassFixture<OpenAIServer>
{
    protected override ISpeechToText CreateRecognizer() =>
        new OpenAISpeechToText(server.Connect(options => options.Transcription = TranscriptionMode.Streamed));
}

public sealed class OpenAILiveTranscriptionContract(OpenAIServer server)
    : SpeechToTextContract,
        IClassFixture<OpenAIServer>
{
    protected override ISpeechToText CreateRecognizer() =>
        new OpenAISpeechToText(server.Connect(options => options.Transcription = TranscriptionMode.Live));
}

public sealed class OpenAITextToSpeechContract(OpenAIServer server) : TextToSpeechContract, IClassFixture<OpenAIServer>
{
    protected override ITextToSpeech CreateVoice() => new OpenAITextToSpeech(server.Connect());
}
