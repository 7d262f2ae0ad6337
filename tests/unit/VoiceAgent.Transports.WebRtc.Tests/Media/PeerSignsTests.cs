namespace VoiceAgent.Transports.WebRtc.Media;

public class PeerSignsTests
{
    private readonly PeerSigns _signs = new();

    [Fact]
    public void A_peer_that_streams_is_there()
    {
        _signs.Packet(At(10_000));
        Assert.Equal(At(10_400), _signs.KnownUntil(At(10_400)));
    }

    [Fact]
    public void A_stream_that_stops_is_not_trusted_until_it_is_clear_why()
    {
        _signs.Packet(At(10_000));
        Assert.Equal(At(10_000), _signs.KnownUntil(At(10_600)));
        Assert.Equal(At(10_000), _signs.KnownUntil(At(15_000)));
        Assert.Equal(At(16_001), _signs.KnownUntil(At(16_001)));
    }

    [Fact]
    public void A_peer_that_is_most_likely_gone_was_there_until_its_last_sign()
    {
        _signs.Packet(At(10_000));
        _signs.Doubt(At(12_000));
        Assert.Equal(At(10_000), _signs.KnownUntil(At(60_000)));
        _signs.Packet(At(61_000));
        Assert.Equal(At(61_100), _signs.KnownUntil(At(61_100)));
    }

    [Fact]
    public void A_peer_that_never_sent_was_there_until_five_seconds_before_the_doubt()
    {
        Assert.Equal(At(20_000), _signs.KnownUntil(At(20_000)));
        _signs.Doubt(At(30_000));
        Assert.Equal(At(25_000), _signs.KnownUntil(At(40_000)));
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
