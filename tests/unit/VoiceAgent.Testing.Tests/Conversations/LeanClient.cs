using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Conversations;

/// <summary>A client that keeps nothing of what it is sent, for calls that last for hours.</summary>
internal sealed class LeanClient(VirtualTime time) : IMediaConnection
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);

    private readonly Channel<MediaInput> _inputs = Channel.CreateBounded<MediaInput>(
        new BoundedChannelOptions(1000) { AllowSynchronousContinuations = true }
    );
    private readonly byte[] _speech = FakeAudio.Tone(FakeMediaConnection.DefaultInfo.Input, Packet, 0.1);

    /// <summary>Samples it was sent.</summary>
    public long Heard { get; private set; }

    public MediaConnectionInfo Info { get; } =
        new()
        {
            Transport = "lean",
            ConnectionId = "lean",
            CanClear = true,
        };

    /// <summary>Speaks, and leaves the microphone open for a moment.</summary>
    public void Speak(TimeSpan duration)
    {
        var silence = new byte[_speech.Length];
        for (var said = TimeSpan.Zero; said < duration + TimeSpan.FromSeconds(0.5); said += Packet)
        {
            _inputs.Writer.TryWrite(MediaInput.FromAudio(said < duration ? _speech : silence));
            time.Advance(Packet);
        }
    }

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) =>
        _inputs.Reader.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        Heard += audio.Pcm.Length / sizeof(short);
        return default;
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}
