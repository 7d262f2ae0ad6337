using VoiceAgent.Stt;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Pooling;

/// <summary>A voice behind a pool is a voice like any other.</summary>
public sealed class PooledTextToSpeechContractTests : TextToSpeechContract
{
    private readonly ServicePools _pools = new(TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _pools.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override ITextToSpeech CreateVoice() =>
        new PooledTextToSpeech(
            new FakeTextToSpeech(TimeProvider.System)
            {
                RealTimeFactor = 0,
                FirstByteDelay = TimeSpan.FromMilliseconds(1),
            },
            _pools
        );
}

/// <summary>A recogniser behind a pool is a recogniser like any other.</summary>
public sealed class PooledSpeechToTextContractTests : SpeechToTextContract
{
    private readonly ServicePools _pools = new(TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _pools.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override ISpeechToText CreateRecognizer() =>
        new PooledSpeechToText(new FakeSpeechToText(TimeProvider.System), _pools);
}
