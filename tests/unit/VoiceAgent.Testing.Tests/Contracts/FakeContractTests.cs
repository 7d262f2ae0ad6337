using Microsoft.Extensions.AI;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Vad;

namespace VoiceAgent.Testing.Contracts;

public sealed class FakeSpeechToTextContractTests : SpeechToTextContract
{
    protected override ISpeechToText CreateRecognizer()
    {
        var recognizer = new FakeSpeechToText(TimeProvider.System);
        for (var i = 0; i < 3; i++)
        {
            recognizer.Hears("");
        }

        return recognizer;
    }
}

public sealed class FakeTextToSpeechContractTests : TextToSpeechContract
{
    protected override ITextToSpeech CreateVoice() =>
        new FakeTextToSpeech(TimeProvider.System) { RealTimeFactor = 0, FirstByteDelay = TimeSpan.FromMilliseconds(1) };
}

public sealed class FakeVoiceActivityContractTests : VoiceActivityContract
{
    protected override IVoiceActivityModelFactory CreateFactory() => new FakeVoiceActivity();

    protected override float[] Speech(int sampleRate) => [.. Enumerable.Repeat(0.1f, sampleRate)];
}

public sealed class FakeChatClientContractTests : ChatClientContract
{
    protected override IChatClient CreateClient() =>
        new FakeChatClient(TimeProvider.System)
        {
            Otherwise = _ => new FakeReply("All right.") { FirstTokenDelay = TimeSpan.FromMilliseconds(1) },
        };
}

/// <summary>A client that may come back is a client like any other.</summary>
public sealed class ResumableConnectionContractTests : FakeClientContractTests
{
    protected override IMediaConnection Connect(FakeMediaConnection client, VirtualTime time) =>
        new ResumableSessions(time).Open(
            client,
            new MediaSessionRequest { SessionId = client.Info.ConnectionId },
            TimeSpan.FromSeconds(30)
        );
}

public sealed class FakeMediaConnectionContractTests : FakeClientContractTests
{
    protected override IMediaConnection Connect(FakeMediaConnection client, VirtualTime time) => client;
}

public abstract class FakeClientContractTests : MediaConnectionContract
{
    private readonly VirtualTime _time = new();
    private FakeMediaConnection? _client;

    protected override Task<IMediaConnection> ConnectAsync(bool reads)
    {
        _client = new FakeMediaConnection(_time);
        _client.Stall(!reads);
        return Task.FromResult(Connect(_client, _time));
    }

    protected abstract IMediaConnection Connect(FakeMediaConnection client, VirtualTime time);

    protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) => Send(MediaInput.FromAudio(pcm));

    protected override Task SendTextAsync(string text)
    {
        _client!.Type(text);
        return Task.CompletedTask;
    }

    protected override Task LeaveAsync()
    {
        _client!.Vanish();
        return Task.CompletedTask;
    }

    protected override Task RunAsync(Func<Task> body)
    {
        _time.Run(body);
        return Task.CompletedTask;
    }

    private Task Send(in MediaInput input)
    {
        _client!.Send(input);
        return Task.CompletedTask;
    }
}
