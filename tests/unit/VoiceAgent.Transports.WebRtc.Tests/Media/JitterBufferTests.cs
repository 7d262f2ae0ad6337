using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.Media;

public sealed class JitterBufferTests
{
    private const int Loud = 20_000;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private readonly short[] _frame = new short[TraceCodec.Samples];
    private readonly List<int> _heard = [];
    private readonly List<int> _samples = [];
    private JitterBuffer _buffer = new(new TraceCodec(), new JitterBufferOptions());

    [Fact]
    public void Nothing_is_silence()
    {
        Assert.False(_buffer.Take(_frame, TimeSpan.Zero));
        Assert.All(_frame, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void The_first_packet_is_held_back_for_the_first_delay()
    {
        Play(10, Arrive);
        Assert.Equal([0, 0, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007], _heard);
        Assert.Equal(40, _buffer.Delay.TotalMilliseconds, tolerance: 1);
    }

    [Fact]
    public void Packets_that_come_in_the_wrong_order_are_played_in_the_right_one()
    {
        Play(
            60,
            n =>
            {
                if (n % 3 == 1)
                {
                    Arrive(n + 1, n);
                    Arrive(n, n);
                }
                else if (n % 3 == 0)
                {
                    Arrive(n);
                }
            }
        );
        AssertContinuous();
        Assert.Equal((60L, 0L, 0L), (_buffer.Counters.Received, _buffer.Counters.Concealed, _buffer.Counters.Late));
    }

    [Fact]
    public void Duplicates_are_counted_and_heard_once()
    {
        Play(
            40,
            n =>
            {
                Arrive(n);
                Arrive(n);
                Arrive(Math.Max(0, n - 1), n);
            }
        );
        AssertContinuous();
        Assert.InRange(_buffer.Counters.Duplicates + _buffer.Counters.Late, 79, 81);
    }

    [Fact]
    public void A_lost_packet_is_restored_from_the_one_behind_it()
    {
        Play(40, n => Arrive(n, isLost: n % 7 == 5));
        AssertContinuous();
        Assert.Equal(0, _buffer.Counters.Concealed);
        Assert.InRange(_buffer.Counters.Recovered, 4, 6);
    }

    [Fact]
    public void Of_two_lost_packets_the_first_is_made_up()
    {
        Play(30, n => Arrive(n, isLost: n is 10 or 11));
        Assert.Equal([1009, TraceCodec.MadeUp, 1011, 1012], _heard.Skip(_heard.IndexOf(1009)).Take(4));
    }

    [Fact]
    public void Without_repetition_every_lost_packet_is_made_up()
    {
        _buffer = new JitterBuffer(new TraceCodec(hasFec: false), new JitterBufferOptions());
        Play(30, n => Arrive(n, isLost: n == 10));
        Assert.Equal([1009, TraceCodec.MadeUp, 1011, 1012], _heard.Skip(_heard.IndexOf(1009)).Take(4));
    }

    [Fact]
    public void A_word_cut_in_two_by_a_standstill_is_heard_whole()
    {
        // Seen in a browser on an overloaded machine: 340 ms of nothing in the middle of a question, then the end of it left out.
        PlayWithStandstill(80, from: 30, until: 47);
        AssertContinuous();
        Assert.Equal((0L, 0L, 0L), (_buffer.Counters.Concealed, _buffer.Counters.Skipped, _buffer.Counters.Late));
        Assert.InRange(_buffer.Delay.TotalMilliseconds, 20, 100);
    }

    [Fact]
    public void A_sound_that_never_goes_on_is_let_go_after_400_ms()
    {
        Play(60, n => Arrive(n, isLost: n >= 20));
        var end = _heard.IndexOf(1019) + 1;
        Assert.Equal(Enumerable.Repeat<int>(TraceCodec.MadeUp, 2), _heard.Skip(end).Take(2));
        Assert.All(_heard.Skip(end + Concealment.MaxPieces), value => Assert.Equal(0, value));
        Assert.Equal(60 - 20, _heard.Count);
    }

    [Fact]
    public void A_standstill_in_silence_does_not_stop_the_clock()
    {
        for (var n = 0; n < 60; n++)
        {
            if (n < 20)
            {
                _buffer.Add((ushort)n, (uint)n * TraceCodec.Ticks, TraceCodec.Packet(5), Frame * n);
            }

            Hear(n);
        }

        Assert.Equal(60, _heard.Count);
    }

    [Fact]
    public void After_a_long_standstill_all_is_heard_and_the_delay_comes_back()
    {
        // 520 ms: waited out for 400, made up for 80, silent for the rest.
        PlayWithStandstill(100, from: 30, until: 56);
        Assert.Equal(Concealment.MaxPieces, _heard.Count(value => value < 0));
        var genuine = _heard.Where(value => value >= 1000).ToArray();
        Assert.Equal(Enumerable.Range(1000, genuine.Length), genuine);
        Assert.InRange(_buffer.Delay.TotalMilliseconds, 20, 100);
    }

    [Fact]
    public void More_than_the_capacity_after_a_standstill_is_left_out()
    {
        PlayWithStandstill(120, from: 10, until: 70);
        Assert.InRange(_buffer.Counters.Skipped, 55, 61);
        Assert.Equal(Enumerable.Range(1075, 40), _heard.Where(value => value >= 1075).Take(40));
    }

    [Fact]
    public void Timestamps_that_jump_without_a_lost_packet_are_silence()
    {
        // A browser that leaves silence out: two packets each 400 ms, numbered in a row, and quiet beside what was loud at first.
        var sequence = 0;
        Play(
            200,
            n =>
            {
                if (n is < 20 or > 180 || n % 20 is 0 or 1)
                {
                    _buffer.Add(
                        (ushort)(65_530 + sequence++),
                        (uint)n * TraceCodec.Ticks,
                        TraceCodec.Packet(n == 0 ? Loud : 1000 + n),
                        Frame * n
                    );
                }
            }
        );

        Assert.Equal((0L, 0L), (_buffer.Counters.Recovered, _buffer.Counters.Late));
        var expected = Enumerable.Range(1000, 198).Where(value => value is < 1020 or > 1180 || value % 20 is 0 or 1);
        Assert.Equal(expected.Skip(1).Prepend(Loud), _samples.Where(value => value > 0).Distinct());
        Assert.All(
            expected.Skip(1),
            value => Assert.Equal(TraceCodec.Samples, _samples.Count(sample => sample == value))
        );
        Assert.InRange(_samples.IndexOf(1181) / TraceCodec.Samples, 181, 184);
    }

    [Fact]
    public void A_sender_that_begins_anew_is_followed_at_once()
    {
        Play(30, Arrive);
        for (var n = 30; n < 60; n++)
        {
            _buffer.Add((ushort)(n + 20_000), (uint)(n * 960) + 3_000_000_000, TraceCodec.Packet(2000 + n), Frame * n);
            Hear(n);
        }

        Assert.Equal(1, _buffer.Counters.Restarts);
        Assert.Equal(Enumerable.Range(2030, 25), _heard.Where(value => value >= 2000).Take(25));
    }

    [Fact]
    public void Sequence_numbers_and_timestamps_wrap()
    {
        for (var n = 0; n < 100; n++)
        {
            _buffer.Add(
                (ushort)(65_500 + n),
                unchecked((uint)(uint.MaxValue - 40_000 + (n * TraceCodec.Ticks))),
                TraceCodec.Packet(1000 + n),
                Frame * n
            );
            Hear(n);
        }

        AssertContinuous();
        Assert.Equal(0, _buffer.Counters.Restarts);
    }

    [Fact]
    public void The_delay_follows_the_network()
    {
        var random = new Random(4);
        Play(1500, Arrive);
        Assert.Equal(20, _buffer.TargetDelay.TotalMilliseconds, tolerance: 1);

        var arrivals = new PriorityQueue<int, double>();
        for (var n = 1500; n < 3000; n++)
        {
            arrivals.Enqueue(n, (n * 20) + (random.NextDouble() * 45));
        }

        for (var n = 1500; n < 3000; n++)
        {
            while (arrivals.TryPeek(out var packet, out var at) && at <= n * 20)
            {
                arrivals.Dequeue();
                _buffer.Add((ushort)packet, (uint)packet * 960, TraceCodec.Packet(1), TimeSpan.FromMilliseconds(at));
            }

            Hear(n);
        }

        Assert.Equal(50, _buffer.TargetDelay.TotalMilliseconds, tolerance: 10);
    }

    [Fact]
    public void Bytes_that_are_no_payload_are_counted_and_harmless()
    {
        var random = new Random(6);
        for (var n = 0; n < 20_000; n++)
        {
            var payload = new byte[random.Next(4)];
            _buffer.Add((ushort)random.Next(65_536), (uint)random.NextInt64(1L << 32), payload, Frame * (n / 3));
            _buffer.Take(_frame, Frame * (n / 3));
        }

        Assert.InRange(_buffer.Counters.Malformed, 10_000, 20_000);
    }

    [Fact]
    public void Steady_audio_allocates_nothing()
    {
        var n = 0;
        var packet = TraceCodec.Packet(7);
        Assert.Equal(
            0,
            Allocations.Of(() =>
            {
                for (var round = 0; round < 100; round++, n++)
                {
                    _buffer.Add((ushort)n, (uint)n * TraceCodec.Ticks, packet, Frame * n);
                    _buffer.Take(_frame, Frame * n);
                }
            })
        );
    }

    private void Play(int frames, Action<int> arrive)
    {
        for (var n = 0; n < frames; n++)
        {
            arrive(n);
            Hear(n);
        }
    }

    private void Arrive(int n) => Arrive(n, n);

    private void Arrive(int n, bool isLost)
    {
        if (!isLost)
        {
            Arrive(n, n);
        }
    }

    private void Arrive(int packet, int at) =>
        _buffer.Add((ushort)packet, (uint)packet * TraceCodec.Ticks, TraceCodec.Packet(1000 + packet), Frame * at);

    private void Hear(int n)
    {
        for (var due = _buffer.Due(Frame * n); due > 0; due--)
        {
            _buffer.Take(_frame, Frame * n);
            _heard.Add(_frame[0]);
            _samples.AddRange(_frame.Select(sample => (int)sample));
        }
    }

    /// <summary>Packets of which some are held up and all come with the one behind them.</summary>
    private void PlayWithStandstill(int frames, int from, int until) =>
        Play(
            frames,
            n =>
            {
                for (var late = from; n == until && late < until; late++)
                {
                    Arrive(late, n);
                }

                Arrive(n, isLost: n >= from && n < until);
            }
        );

    private void AssertContinuous()
    {
        var audio = _heard.SkipWhile(value => value == 0).ToArray();
        Assert.Equal(Enumerable.Range(audio[0], audio.Length), audio);
    }
}
