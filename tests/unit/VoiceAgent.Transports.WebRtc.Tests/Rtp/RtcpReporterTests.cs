using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.Rtp;

public sealed class RtcpReporterTests
{
    private const int Rate = 48_000;
    private static readonly DateTimeOffset Epoch = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly RtcpReporter _ours = new(1, "ours", Rate, Epoch, new Random(1));
    private readonly RtcpReporter _peers = new(2, "peers", Rate, Epoch + TimeSpan.FromHours(3), new Random(2));
    private readonly byte[] _buffer = new byte[RtcpWriter.MaxReportLength];

    [Fact]
    public void Nothing_is_due_before_something_flows()
    {
        Assert.Equal(TimeSpan.MaxValue, _ours.NextReportAt);
        _ours.Sent(0, 80, TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(4), _ours.NextReportAt);
    }

    [Fact]
    public void Reports_come_about_every_five_seconds_and_not_in_step()
    {
        var now = TimeSpan.Zero;
        _ours.Sent(0, 80, now);
        var gaps = new List<double>();
        for (var n = 0; n < 100; n++)
        {
            now = _ours.NextReportAt;
            _ours.WriteReport(_buffer, now);
            gaps.Add((_ours.NextReportAt - now).TotalSeconds);
        }

        Assert.All(gaps, gap => Assert.InRange(gap, 2.5, 7.5));
        Assert.InRange(gaps.Average(), 4.5, 5.5);
        Assert.True(gaps.Distinct().Count() > 90);
    }

    [Fact]
    public void The_round_trip_is_measured_over_clocks_that_differ()
    {
        Exchange(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(50));
        Assert.InRange(_ours.RoundTrip.TotalMilliseconds, 79.9, 80.1);
    }

    [Fact]
    public void Loss_at_the_peer_is_told_to_the_sender()
    {
        for (var n = 0; n < 100; n++)
        {
            _ours.Sent((uint)n * 960, 80, Frame * n);
            if (n % 10 != 3)
            {
                _peers.Received(Header(n), Frame * n);
            }
        }

        _ours.ReadReports(Report(_peers, TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(2));

        Assert.Equal((25, 10), (_ours.PeerReport.FractionLost, _ours.PeerReport.CumulativeLost));
        Assert.Equal(99u, _ours.PeerReport.HighestSequence);
        Assert.Equal(TimeSpan.FromSeconds(2), _ours.PeerReportedAt);
    }

    [Fact]
    public void The_peers_timestamps_are_told_as_wall_clock_time()
    {
        _ours.Sent(1000, 80, TimeSpan.FromSeconds(1));
        _peers.ReadReports(Report(_ours, TimeSpan.FromSeconds(1.5)), TimeSpan.FromSeconds(9));

        var time = _peers.PeerTimeOf(1000 + (Rate * 2))!.Value;
        Assert.InRange((time - Epoch).TotalSeconds, 2.9999, 3.0001);
        Assert.Null(_ours.PeerTimeOf(1000));
    }

    [Fact]
    public void A_goodbye_of_the_stream_that_came_is_heard_and_of_no_other()
    {
        _ours.Received(Header(1) with { Ssrc = 2 }, TimeSpan.Zero);
        var writer = new RtcpWriter(_buffer);
        writer.WriteBye(77, "wrong one");
        _ours.ReadReports(_buffer.AsSpan(0, writer.Length), TimeSpan.Zero);
        Assert.False(_ours.HasPeerLeft);

        _ours.ReadReports(_buffer.AsSpan(0, _peers.WriteBye(_buffer, "done", TimeSpan.Zero)), TimeSpan.Zero);
        Assert.True(_ours.HasPeerLeft);
        Assert.Equal(TimeSpan.MaxValue, _peers.NextReportAt);
    }

    [Fact]
    public void Reports_on_other_streams_are_ignored()
    {
        var writer = new RtcpWriter(_buffer);
        writer.WriteReceiverReport(2, new RtcpReportBlock { Ssrc = 99, FractionLost = 200 });
        _ours.ReadReports(_buffer.AsSpan(0, writer.Length), TimeSpan.Zero);
        Assert.Null(_ours.PeerReportedAt);
    }

    [Fact]
    public void Reports_allocate_nothing()
    {
        var now = TimeSpan.Zero;
        Assert.Equal(0, Allocations.Of(Exchange));

        void Exchange()
        {
            for (var round = 0; round < 20; round++)
            {
                now += Frame;
                _ours.Sent((uint)round * 960, 80, now);
                _peers.Received(Header(round), now);
                _peers.ReadReports(_buffer.AsSpan(0, _ours.WriteReport(_buffer, now)), now);
                _ours.ReadReports(_buffer.AsSpan(0, _peers.WriteReport(_buffer, now)), now);
            }
        }
    }

    private void Exchange(TimeSpan there, TimeSpan held, TimeSpan back)
    {
        var now = TimeSpan.FromSeconds(100);
        _ours.Sent(0, 80, now);
        _peers.Received(Header(0), now + there);
        _peers.ReadReports(Report(_ours, now), now + there);
        var report = Report(_peers, now + there + held);
        _ours.ReadReports(report, now + there + held + back);
    }

    private byte[] Report(RtcpReporter reporter, TimeSpan now) => _buffer[..reporter.WriteReport(_buffer, now)];

    private static RtpHeader Header(int sequence) =>
        new()
        {
            Sequence = (ushort)sequence,
            Timestamp = (uint)(sequence * 960),
            Ssrc = 1,
        };
}
