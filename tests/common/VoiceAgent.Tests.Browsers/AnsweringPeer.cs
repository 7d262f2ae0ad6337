using System.Globalization;
using System.Text;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Tests.Browsers;

/// <summary>Our side of a call in tests: sends a tone of 440 Hz each 20 ms, keeps what it hears, and echoes messages.</summary>
internal sealed class AnsweringPeer : IAsyncDisposable
{
    /// <summary>Samples of a second.</summary>
    public const int Second = Rate;

    private const int Rate = 8000;
    private const int FrameLength = Rate / 50;
    private readonly IRtcSession _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<short> _heard = [];
    private readonly List<RtcInputKind> _kinds = [];
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private Task _sending = Task.CompletedTask;

    public AnsweringPeer(IRtcSession session)
    {
        _session = session;
        _reading = ReadAsync();
    }

    /// <summary>What came, without audio.</summary>
    public IReadOnlyList<RtcInputKind> Kinds
    {
        get
        {
            lock (_lock)
            {
                return [.. _kinds];
            }
        }
    }

    /// <summary>The last second of what was heard.</summary>
    public short[] LastSecond
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard.TakeLast(Rate)];
            }
        }
    }

    /// <summary>Samples heard so far.</summary>
    public int Heard
    {
        get
        {
            lock (_lock)
            {
                return _heard.Count;
            }
        }
    }

    public string? Ended { get; private set; }

    public Task Reading => _reading;

    /// <summary>Waits until so many samples were heard.</summary>
    public async Task UntilHeardAsync(int samples)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (Heard < samples)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _session.DisposeAsync();
        await Task.WhenAll(_reading, _sending);
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        using var codec = G711Codec.MuLaw();
        var samples = new short[8 * FrameLength];
        while (true)
        {
            var input = await _session.ReadAsync(CancellationToken.None);
            lock (_lock)
            {
                if (input.Kind is not RtcInputKind.Audio)
                {
                    _kinds.Add(input.Kind);
                }
            }

            switch (input.Kind)
            {
                case RtcInputKind.Connected when _sending.IsCompleted:
                    _sending = SendAsync();
                    break;
                case RtcInputKind.Audio:
                    var count = codec.Decode(input.Payload.Span, samples);
                    lock (_lock)
                    {
                        _heard.AddRange(samples.AsSpan(0, count));
                    }

                    break;
                case RtcInputKind.Text:
                    _session.TrySendMessage(input.Payload.Span, isText: true);
                    break;
                case RtcInputKind.Binary:
                    var length = input.Payload.Length.ToString(CultureInfo.InvariantCulture);
                    _session.TrySendMessage(Encoding.UTF8.GetBytes("length:" + length), isText: true);
                    _session.TrySendMessage(input.Payload.Span, isText: false);
                    break;
                case RtcInputKind.Closed:
                    Ended = input.Reason;
                    return;
                default:
                    break;
            }
        }
    }

    private async Task SendAsync()
    {
        using var codec = G711Codec.MuLaw();
        var payload = new byte[FrameLength];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        for (var frame = 0; !_stop.IsCancellationRequested; )
        {
            // Late ticks are made up for, so that the clock of the stream is true.
            while (frame * 20 <= TimeProvider.System.GetElapsedTime(began).TotalMilliseconds)
            {
                codec.Encode(Tone.Samples(440, Rate, frame * FrameLength, FrameLength), payload);
                _session.TrySendAudio(payload, (uint)(frame * FrameLength), marker: frame == 0);
                frame++;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
