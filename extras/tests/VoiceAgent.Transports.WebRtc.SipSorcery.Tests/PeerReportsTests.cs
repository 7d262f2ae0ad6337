using SIPSorcery.Net;
using VoiceAgent.Testing;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

public sealed class PeerReportsTests
{
    private const uint Ours = 7;
    private const uint Theirs = 9;
    private const int Rate = 8000;

    private readonly VirtualTime _time = new();
    private readonly PeerReports _reports;

    public PeerReportsTests() => _reports = new PeerReports(_time, Ours, Rate);

    [Fact]
    public void Before_a_report_nothing_is_known() => Assert.Equal(default, _reports.Last);

    [Fact]
    public void Loss_and_jitter_of_our_source_are_taken()
    {
        _reports.Received(Report(new ReceptionReportSample(Ours, 64, 12, 0, 80, 0, 0)));

        Assert.Equal(12, _reports.Last.PacketsLost);
        Assert.Equal(0.25, _reports.Last.FractionLost);
        Assert.Equal(TimeSpan.FromMilliseconds(10), _reports.Last.PeerJitter);
        Assert.Equal(TimeSpan.Zero, _reports.Last.RoundTrip);
    }

    [Fact]
    public void Reports_of_other_sources_are_passed_over()
    {
        _reports.Received(Report(new ReceptionReportSample(Theirs, 64, 12, 0, 80, 0, 0)));
        _reports.Received(
            new RTCPCompoundPacket(new RTCPReceiverReport(Theirs, null), new RTCPSDesReport(Theirs, "x"))
        );

        Assert.Equal(default, _reports.Last);
    }

    [Fact]
    public void The_round_trip_is_the_time_since_our_report_without_the_time_it_lay_there()
    {
        const ulong Sent = 0x1111_2222_3333_4444;
        _reports.Sent(Sender(Sent));
        _time.Advance(TimeSpan.FromMilliseconds(350));

        // A quarter of a second in units of 1/65536.
        _reports.Received(Report(new ReceptionReportSample(Ours, 0, 0, 0, 0, 0x2222_3333, 16384)));

        Assert.Equal(TimeSpan.FromMilliseconds(100), _reports.Last.RoundTrip);
    }

    [Fact]
    public void A_report_about_one_we_no_longer_know_leaves_the_round_trip_as_it_was()
    {
        _reports.Sent(Sender(1UL << 16));
        _time.Advance(TimeSpan.FromMilliseconds(40));
        _reports.Received(Report(new ReceptionReportSample(Ours, 0, 0, 0, 0, 1, 0)));
        for (var i = 2; i < 20; i++)
        {
            _reports.Sent(Sender((ulong)i << 16));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        _reports.Received(Report(new ReceptionReportSample(Ours, 0, 3, 0, 0, 1, 0)));

        Assert.Equal(TimeSpan.FromMilliseconds(40), _reports.Last.RoundTrip);
        Assert.Equal(3, _reports.Last.PacketsLost);
    }

    private static RTCPCompoundPacket Report(ReceptionReportSample sample) =>
        new(new RTCPReceiverReport(Theirs, [sample]), new RTCPSDesReport(Theirs, "theirs"));

    private static RTCPCompoundPacket Sender(ulong time) =>
        new(new RTCPSenderReport(Ours, time, 0, 0, 0, null), new RTCPSDesReport(Ours, "ours"));
}
