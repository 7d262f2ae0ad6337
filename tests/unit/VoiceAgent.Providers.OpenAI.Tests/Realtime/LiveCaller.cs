using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Transports;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>
/// A client in this process that speaks and listens in real time: its loudspeaker plays what it is sent, says how far it is, and stops when it is
/// told to. What happens in the session it can wait for.
/// </summary>
internal sealed class LiveCaller : IMediaConnection, IFrameObserver
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);

    private readonly Channel<MediaInput> _inputs = Channel.CreateBounded<MediaInput>(10_000);
    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(100_000);
    private readonly Queue<(long Position, int Samples)> _buffer = new();
    private readonly Lock _gate = new();
    private readonly ITimer _clock;
    private TimeSpan _speech;
    private long _played;

    public LiveCaller() => _clock = TimeProvider.System.CreateTimer(_ => Tick(), null, Packet, Packet);

    public MediaConnectionInfo Info { get; } =
        new()
        {
            Transport = "test",
            ConnectionId = "live",
            CanClear = true,
            ReportsPlayout = true,
            Output = AudioFormat.Input16Khz,
        };

    /// <summary>Samples played.</summary>
    public long Played
    {
        get
        {
            lock (_gate)
            {
                return _played;
            }
        }
    }

    /// <summary>The user speaks.</summary>
    public void Speak(TimeSpan duration)
    {
        lock (_gate)
        {
            _speech += duration;
        }
    }

    /// <summary>Waits for something to happen in the session.</summary>
    public async Task<T> WaitForAsync<T>(Func<T, bool> condition, CancellationToken cancellationToken)
        where T : Frame
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            if (frame is T wanted && condition(wanted))
            {
                return wanted;
            }
        }

        throw new InvalidOperationException("The session is over.");
    }

    public void OnFrame(in FrameHop hop)
    {
        if (hop.Frame is not AudioFrame)
        {
            _frames.Writer.TryWrite(hop.Frame);
        }
    }

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) =>
        _inputs.Reader.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _buffer.Enqueue((audio.Position, audio.Pcm.Length / 2));
        }

        return default;
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _buffer.Clear();
        }

        Report();
        return default;
    }

    public async ValueTask DisposeAsync() => await _clock.DisposeAsync();

    /// <summary>One packet of time: a piece from the microphone, a piece to the loudspeaker.</summary>
    private void Tick()
    {
        var pcm = new byte[Info.Input.BytesIn(Packet)];
        lock (_gate)
        {
            if (_speech > TimeSpan.Zero)
            {
                _speech -= Packet;
                for (var i = 1; i < pcm.Length; i += 2)
                {
                    pcm[i] = i / 40 % 2 == 0 ? (byte)0x40 : (byte)0xC0;
                }
            }

            if (_buffer.TryDequeue(out var piece))
            {
                _played = piece.Position + piece.Samples;
            }
        }

        _inputs.Writer.TryWrite(new MediaInput(MediaInputKind.Audio) { Audio = pcm });
        Report();
    }

    private void Report() => _inputs.Writer.TryWrite(new MediaInput(MediaInputKind.Played) { PlayedSamples = Played });
}
