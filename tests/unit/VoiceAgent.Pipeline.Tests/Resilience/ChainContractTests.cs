using Microsoft.Extensions.AI;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>A chain whose first model is dead is a chat client like any other.</summary>
public sealed class ChatChainContractTests : ChatClientContract
{
    protected override IChatClient CreateClient()
    {
        var dead = new FakeChatClient(TimeProvider.System)
        {
            Otherwise = _ => new FakeReply("") { Fault = FakeFault.Refuse },
        };
        var good = new FakeChatClient(TimeProvider.System)
        {
            Otherwise = _ => new FakeReply("All right.") { FirstTokenDelay = TimeSpan.FromMilliseconds(1) },
        };
        return new ResilientChatClient(
            [new(dead, Chain.Circuit("dead")), new(good, Chain.Circuit("good"))],
            new() { Retries = 0 },
            TimeProvider.System,
            new Random(1)
        );
    }
}

/// <summary>A chain whose first recogniser is dead is a recogniser like any other.</summary>
public sealed class SpeechToTextChainContractTests : SpeechToTextContract
{
    protected override ISpeechToText CreateRecognizer()
    {
        var dead = new FakeSpeechToText(TimeProvider.System) { Opening = FakeFault.Throw };
        var good = new FakeSpeechToText(TimeProvider.System);
        return new ResilientSpeechToText(
            [new(dead, Chain.Circuit("dead")), new(good, Chain.Circuit("good"))],
            new(),
            TimeProvider.System
        );
    }
}

/// <summary>A chain whose first voice is dead is a voice like any other.</summary>
public sealed class TextToSpeechChainContractTests : TextToSpeechContract
{
    protected override ITextToSpeech CreateVoice()
    {
        var dead = new FakeTextToSpeech(TimeProvider.System) { Opening = FakeFault.Throw };
        var good = new FakeTextToSpeech(TimeProvider.System)
        {
            RealTimeFactor = 0,
            FirstByteDelay = TimeSpan.FromMilliseconds(1),
        };
        return new ResilientTextToSpeech(
            [new(dead, Chain.Circuit("dead")), new(good, Chain.Circuit("good"))],
            new(),
            TimeProvider.System
        );
    }
}
