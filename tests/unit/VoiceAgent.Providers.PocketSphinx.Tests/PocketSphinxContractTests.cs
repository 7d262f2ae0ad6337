using VoiceAgent.Providers.PocketSphinx.Speech;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Providers.PocketSphinx;

public sealed class PocketSphinxContractTests : SpeechToTextContract
{
    protected override SpeechToTextSessionOptions Options => new() { Grammar = PocketSphinxFixture.DemoGrammar };

    protected override ReadOnlyMemory<byte> Speech => Clips.Load("q_weather");

    protected override ISpeechToText CreateRecognizer() => PocketSphinxFixture.Require();
}
