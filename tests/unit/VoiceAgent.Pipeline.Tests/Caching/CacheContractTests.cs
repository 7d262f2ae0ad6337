using Microsoft.Extensions.AI;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Caching;

/// <summary>A model behind a cache is a chat client like any other.</summary>
public sealed class CachingChatClientContractTests : ChatClientContract
{
    protected override IChatClient CreateClient() =>
        new CachingChatClient(
            new FakeChatClient(TimeProvider.System)
            {
                Otherwise = _ => new FakeReply("All right.") { FirstTokenDelay = TimeSpan.FromMilliseconds(1) },
            },
            new(),
            TimeProvider.System
        );
}

/// <summary>A voice behind a cache is a voice like any other.</summary>
public sealed class CachingTextToSpeechContractTests : TextToSpeechContract
{
    protected override ITextToSpeech CreateVoice() =>
        new CachingTextToSpeech(
            new FakeTextToSpeech(TimeProvider.System)
            {
                RealTimeFactor = 0,
                FirstByteDelay = TimeSpan.FromMilliseconds(1),
            },
            new() { IncludesEverything = true },
            TimeProvider.System
        );
}
