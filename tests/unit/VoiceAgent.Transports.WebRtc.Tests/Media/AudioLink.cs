using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>A call in one direction through a network that loses, delays and reorders, in virtual time, and what is heard of it.</summary>
internal sealed class AudioLink
{
    private const double FrameMs = 20;
    private readonly IAudioCodec _sender;
    private readonly IAudioCodec _receiver;
    private readonly Random _random;
    private readonly PriorityQueue<Packet, double> _flight = new();
    private readonly byte[] _payload = new byte[1500];
    private int _sequence = 65_000;
    private int _lostInARow;

    public AudioLink(IAudioCodec sender, IAudioCodec receiver, int seed)
    {
        (_sender, _receiver, _random) = (sender, receiver, new Random(seed));
        Buffer = new JitterBuffer(receiver, new JitterBufferOptions());
    }

    public JitterBuffer Buffer { get; }

    /// <summary>Part of the packets that is lost.</summary>
    public double Loss { get; init; }

    /// <summary>Each packet is late by up to this.</summary>
    public double JitterMs { get; init; }

    /// <summary>How much faster the sender's clock runs than ours.</summary>
    public double DriftPpm { get; init; }

    /// <summary>What is said in a frame; null for nothing, which is then not sent.</summary>
    public Func<int, short[]?> Voice { get; init; } = _ => null;

    /// <summary>What was heard.</summary>
    public List<short> Heard { get; } = [];

    /// <summary>The delays of the buffer, in milliseconds, once a second.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>The longest run of frames in which nothing genuine was heard, in milliseconds.</summary>
    public double LongestGapMs { get; private set; }

    /// <summary>The longest run of packets the network lost, in milliseconds: no buffer can make its gap shorter without help from the codec.</summary>
    public double LongestLossMs { get; private set; }

    /// <summary>Runs for so many frames of our clock.</summary>
    public void Run(int frames)
    {
        var frame = new short[Buffer.FrameSamples];
        var (sent, gap) = (0, 0);
        for (var n = 0; n < frames; n++)
        {
            var now = n * FrameMs;
            for (; sent * FrameMs / (1 + (DriftPpm / 1e6)) <= now; sent++)
            {
                Send(sent, sent * FrameMs / (1 + (DriftPpm / 1e6)));
            }

            while (_flight.TryPeek(out var packet, out var at) && at <= now)
            {
                _flight.Dequeue();
                Buffer.Add(packet.Sequence, packet.Timestamp, packet.Payload, TimeSpan.FromMilliseconds(at));
            }

            for (var due = Buffer.Due(TimeSpan.FromMilliseconds(now)); due > 0; due--)
            {
                var before = Buffer.Counters;
                var isPlaying = Buffer.Take(frame, TimeSpan.FromMilliseconds(now));
                var isGap = isPlaying && Buffer.Counters.Concealed > before.Concealed;
                gap = isGap || (gap > 0 && Tones.Level(frame) < -90) ? gap + 1 : 0;
                LongestGapMs = Math.Max(LongestGapMs, gap * FrameMs);
                Heard.AddRange(frame);
            }

            if (n % 50 == 49)
            {
                Delays.Add(Buffer.Delay.TotalMilliseconds);
            }
        }
    }

    private void Send(int n, double at)
    {
        if (Voice(n) is not { } samples || _sender.Encode(samples, _payload) is var length && length == 0)
        {
            return;
        }

        var ticks = _sender.Codec.ClockRate / 50;
        var packet = new Packet((ushort)_sequence++, unchecked((uint)(n * ticks)), _payload[..length]);

        var arrival = at + 10 + (_random.NextDouble() * JitterMs);
        _lostInARow = _random.NextDouble() < Loss ? _lostInARow + 1 : 0;
        LongestLossMs = Math.Max(LongestLossMs, _lostInARow * FrameMs);
        if (_lostInARow == 0)
        {
            _flight.Enqueue(packet, arrival);
        }
    }

    private sealed record Packet(ushort Sequence, uint Timestamp, byte[] Payload);
}
