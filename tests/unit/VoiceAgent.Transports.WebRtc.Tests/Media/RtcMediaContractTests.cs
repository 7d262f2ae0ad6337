using VoiceAgent.Frames;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Transports.WebRtc.Media;

public sealed class RtcMediaContractTests : MediaConnectionContract
{
    private readonly VirtualTime _time = new();
    private FakeRtcSession? _session;

    protected override Task<IMediaConnection> ConnectAsync(bool reads)
    {
        _session = new FakeRtcSession(_time) { TakesAudio = reads, TakesMessages = reads };
        _session.Connect();
        var connection = new RtcMediaConnection(
            _session,
            new PcmCodec(),
            new PlainProtocol(),
            new MediaPacer(_time),
            "rtc-1",
            new RtcMediaOptions()
        );
        return Task.FromResult<IMediaConnection>(new WithoutSilence(connection));
    }

    protected override async Task SendAudioAsync(ReadOnlyMemory<byte> pcm)
    {
        _session!.Speak(pcm);

        // Audio is held back, messages are not: what is said in a row is heard in a row when the buffer has given it out.
        await Task.Delay(TimeSpan.FromMilliseconds(100), _time);
    }

    protected override Task SendTextAsync(string text)
    {
        _session!.Say(text);
        return Task.CompletedTask;
    }

    protected override Task LeaveAsync()
    {
        _session!.Leave("gone");
        return Task.CompletedTask;
    }

    protected override Task RunAsync(Func<Task> body)
    {
        _time.Run(body);
        return Task.CompletedTask;
    }

    /// <summary>Leaves out what the clock fills in when the client sends nothing: the contract counts what the client sent.</summary>
    private sealed class WithoutSilence(RtcMediaConnection connection) : IMediaConnection
    {
        public MediaConnectionInfo Info => connection.Info;

        public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
        {
            MediaInput input;
            do
            {
                input = await connection.ReadAsync(cancellationToken);
            } while (input.Kind == MediaInputKind.Audio && !input.Audio.Span.ContainsAnyExcept((byte)0));

            return input;
        }

        public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
            connection.WriteAudioAsync(audio, cancellationToken);

        public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) =>
            connection.WriteMessageAsync(message, cancellationToken);

        public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) =>
            connection.ClearAsync(through, cancellationToken);

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
