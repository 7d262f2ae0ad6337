using System.Runtime.InteropServices;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>A client at the far end of a line: all that is sent to it, and all that it says, takes its time. Keeps what it has played.</summary>
internal sealed class DistantClient(MediaConnectionInfo info, TimeSpan delay, Func<TimeSpan> clock) : IMediaConnection
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _line = new();
    private readonly Queue<(short Sample, long Position)> _buffer = new();
    private readonly Queue<(TimeSpan At, long Samples)> _reports = new();
    private readonly List<short> _heard = [];
    private TimeSpan _now;
    private TimeSpan _nextReport;
    private long _position;
    private double _due;
    private int _order;
    private TimeSpan? _begins;

    public MediaConnectionInfo Info => info;

    /// <summary>How long it waits with playback when audio begins to come, and when it comes again after it ran dry.</summary>
    public TimeSpan JitterBuffer { get; init; }

    /// <summary>Says of each report whether it gets lost on the way.</summary>
    public Func<bool> Loses { get; init; } = static () => false;

    /// <summary>Every sample that came out, in order.</summary>
    public IReadOnlyList<short> Heard => _heard;

    public int Clears { get; private set; }

    public int Pauses { get; private set; }

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        Send(() =>
        {
            var samples = MemoryMarshal.Cast<byte, short>(audio.Pcm.Span);
            for (var i = 0; i < samples.Length; i++)
            {
                _buffer.Enqueue((samples[i], audio.Position + i));
            }
        });
        return default;
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        Clears++;
        return DropAsync();
    }

    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken)
    {
        Pauses++;
        return DropAsync();
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Plays up to now.</summary>
    /// <returns>The reports that have arrived at the server by now.</returns>
    public List<long> Step()
    {
        var now = clock();
        while (_line.TryPeek(out var arrive, out var when) && when.At <= now)
        {
            _line.Dequeue();
            PlayUntil(when.At);
            arrive();
        }

        PlayUntil(now);
        if (now >= _nextReport)
        {
            _nextReport = now + ReportInterval;
            Report();
        }

        List<long> arrived = [];
        while (_reports.TryPeek(out var report) && report.At <= now)
        {
            arrived.Add(_reports.Dequeue().Samples);
        }

        return arrived;
    }

    private ValueTask DropAsync()
    {
        Send(() =>
        {
            if (info.CanClear)
            {
                _buffer.Clear();
                Report();
            }
        });
        return default;
    }

    private void Send(Action arrive) => _line.Enqueue(arrive, (clock() + delay, _order++));

    private void Report()
    {
        if (info.ReportsPlayout && !Loses())
        {
            _reports.Enqueue((_now + delay, _position));
        }
    }

    private void PlayUntil(TimeSpan now)
    {
        _due += (now - _now).TotalSeconds * info.Output.SampleRate;
        _now = now;
        if (_buffer.Count > 0)
        {
            _begins ??= now + JitterBuffer;
        }

        for (; _due >= 1; _due--)
        {
            if (now < _begins || !_buffer.TryDequeue(out var next))
            {
                _begins = _buffer.Count == 0 ? null : _begins;
                _due = 0;
                return;
            }

            _heard.Add(next.Sample);
            _position = next.Position + 1;
        }
    }
}
