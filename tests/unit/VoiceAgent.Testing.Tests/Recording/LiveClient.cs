using System.Diagnostics;
using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Recording;

/// <summary>A client in real time: its microphone sends every 20 ms, its loudspeaker plays what it is sent and reports it.</summary>
internal sealed class LiveClient : IMediaConnection
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);
    private readonly Channel<MediaInput> _inputs = Channel.CreateUnbounded<MediaInput>();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly Timer _microphone;
    private readonly byte[] _speech = new byte[640];
    private long _sent;
    private TimeSpan _drained;
    private long _loudUntil;

    public LiveClient()
    {
        for (var i = 0; i < _speech.Length; i += 2)
        {
            _speech[i + 1] = i % 64 < 32 ? (byte)0x10 : (byte)0xf0;
        }

        _microphone = new Timer(_ => Send(), null, Packet, Packet);
    }

    public MediaConnectionInfo Info { get; } =
        new()
        {
            Transport = "live",
            ConnectionId = "live-1",
            CanClear = true,
            ReportsPlayout = true,
        };

    /// <summary>Called for each message, on the session's pump.</summary>
    public Action<Frame>? Told { get; set; }

    public void Speak(TimeSpan duration) => Volatile.Write(ref _loudUntil, (_clock.Elapsed + duration).Ticks);

    public void Leave() => _inputs.Writer.TryComplete();

    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) =>
        await _inputs.Reader.WaitToReadAsync(cancellationToken) && _inputs.Reader.TryRead(out var input)
            ? input
            : MediaInput.FromClosed("left");

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var samples = audio.Pcm.Length / Info.Output.BytesPerSample;
            var now = _clock.Elapsed;
            _drained = (_drained > now ? _drained : now) + Info.Output.SamplesToTime(samples);
            _sent = audio.Position + samples;
        }

        return default;
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        Told?.Invoke(message);
        return default;
    }

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        _inputs.Writer.TryWrite(MediaInput.FromPlayed(Played()));
        lock (_lock)
        {
            _drained = _clock.Elapsed;
        }

        return default;
    }

    public ValueTask DisposeAsync() => _microphone.DisposeAsync();

    private long Played()
    {
        lock (_lock)
        {
            var left = _drained - _clock.Elapsed;
            return left > TimeSpan.Zero ? _sent - Info.Output.TimeToSamples(left) : _sent;
        }
    }

    private void Send()
    {
        var isLoud = _clock.Elapsed.Ticks < Volatile.Read(ref _loudUntil);
        _inputs.Writer.TryWrite(MediaInput.FromAudio(isLoud ? _speech : new byte[_speech.Length]));
        _inputs.Writer.TryWrite(MediaInput.FromPlayed(Played()));
    }
}
