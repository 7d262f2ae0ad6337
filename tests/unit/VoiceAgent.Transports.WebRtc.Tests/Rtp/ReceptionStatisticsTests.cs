namespace VoiceAgent.Transports.WebRtc.Rtp;

public sealed class ReceptionStatisticsTests
{
    private const int Rate = 48_000;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly ReceptionStatistics _statistics = new(Rate);

    [Fact]
    public void Loss_is_counted_since_the_last_report_and_since_the_beginning()
    {
        AddAll(Enumerable.Range(0, 100).Where(sequence => sequence % 4 != 1));
        var first = _statistics.TakeReport();
        AddAll(Enumerable.Range(100, 100));
        var second = _statistics.TakeReport();

        Assert.Equal((64, 25), (first.FractionLost, first.CumulativeLost));
        Assert.Equal((0, 25), (second.FractionLost, second.CumulativeLost));
        Assert.Equal(199u, second.HighestSequence);
    }

    [Fact]
    public void Duplicates_make_up_for_loss_as_the_standard_counts()
    {
        AddAll([0, 1, 1, 1, 2]);
        var report = _statistics.TakeReport();
        Assert.Equal((0, -2), (report.FractionLost, report.CumulativeLost));
    }

    [Fact]
    public void Sequence_numbers_wrap_and_late_packets_do_not_turn_back()
    {
        AddAll([65_533, 65_535, 0, 65_534, 1, 2]);

        Assert.Equal(0, _statistics.Lost);
        Assert.Equal(0x1_0002, _statistics.HighestSequence);
    }

    [Fact]
    public void One_wild_number_is_ignored_and_two_in_a_row_begin_anew()
    {
        AddAll([10, 11, 40_000, 12]);
        Assert.Equal((12, 0L), ((int)_statistics.HighestSequence, _statistics.Lost));

        AddAll([30_000, 30_001, 30_002]);
        Assert.Equal((30_002, 0L), ((int)_statistics.HighestSequence, _statistics.Lost));
    }

    [Fact]
    public void Another_stream_begins_anew()
    {
        AddAll([10, 12]);
        _statistics.Add(Header(500, 2), TimeSpan.FromSeconds(1));
        Assert.Equal((2u, 500L, 0L), (_statistics.Ssrc, _statistics.HighestSequence, _statistics.Lost));
    }

    [Fact]
    public void Regular_packets_have_no_jitter_even_over_silence_and_the_wrap_of_timestamps()
    {
        for (var n = 0; n < 400; n++)
        {
            if (n is > 100 and < 120)
            {
                continue;
            }

            var header = Header(n, 1) with { Timestamp = unchecked((uint)(uint.MaxValue - 100_000 + (n * 960))) };
            _statistics.Add(header, Frame * n);
        }

        Assert.Equal(TimeSpan.Zero, _statistics.Jitter);
    }

    [Fact]
    public void Jitter_nears_the_mean_deviation()
    {
        // Alternately on time and 10 ms late: every difference is 10 ms.
        for (var n = 0; n < 500; n++)
        {
            _statistics.Add(Header(n, 1), (Frame * n) + TimeSpan.FromMilliseconds(n % 2 * 10));
        }

        Assert.InRange(_statistics.Jitter.TotalMilliseconds, 9.9, 10.1);
        Assert.InRange(_statistics.TakeReport().Jitter, 475u, 485u);
    }

    private void AddAll(IEnumerable<int> sequences)
    {
        foreach (var sequence in sequences)
        {
            _statistics.Add(Header(sequence, 1), Frame * sequence);
        }
    }

    private static RtpHeader Header(int sequence, uint ssrc) =>
        new()
        {
            Sequence = (ushort)sequence,
            Timestamp = (uint)(sequence * 960),
            Ssrc = ssrc,
        };
}
