using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Hosting.Bench;

/// <summary>A client in memory: speaks for two seconds, listens for six, again and again.</summary>
internal sealed class BenchConnection(int number) : IMediaConnection, IBenchClient
{
    // Room for what a person says while the machine is busy elsewhere.
    private readonly Channel<MediaInput> _inputs = Channel.CreateBounded<MediaInput>(64);
    private long _in = number * 7;
    private long _out;

    public IMediaConnection Connection => this;

    public long FramesIn => Volatile.Read(ref _in);

    public long FramesOut => Volatile.Read(ref _out);

    public MediaConnectionInfo Info { get; } =
        new()
        {
            Transport = "memory",
            ConnectionId = $"bench-{number}",
            CanClear = true,
            Lead = TimeSpan.FromMilliseconds(100),
        };

    /// <summary>The next 20 ms from the microphone; the first bytes carry the time, the next says whether somebody speaks.</summary>
    public void Hear()
    {
        var pcm = BenchSpeech.Next(_in++);
        _inputs.Writer.TryWrite(MediaInput.FromAudio(pcm));
    }

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) =>
        _inputs.Reader.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _out);
        return default;
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}
