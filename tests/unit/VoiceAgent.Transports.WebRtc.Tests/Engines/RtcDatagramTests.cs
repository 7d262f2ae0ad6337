namespace VoiceAgent.Transports.WebRtc.Engines;

public sealed class RtcDatagramTests
{
    [Theory]
    [InlineData(0, 1, 20, "Stun")]
    [InlineData(3, 1, 20, "Stun")]
    [InlineData(22, 254, 20, "Dtls")]
    [InlineData(63, 254, 20, "Dtls")]
    [InlineData(22, 254, 12, "Unknown")]
    [InlineData(128, 0, 12, "Rtp")]
    [InlineData(144, 111 | 128, 12, "Rtp")]
    [InlineData(128, 200, 28, "Rtcp")]
    [InlineData(129, 201, 28, "Rtcp")]
    [InlineData(128, 0, 11, "Unknown")]
    [InlineData(4, 0, 20, "Unknown")]
    [InlineData(64, 0, 20, "Unknown")]
    [InlineData(192, 0, 20, "Unknown")]
    public void The_first_bytes_tell_what_a_datagram_is(byte first, byte second, int length, string kind)
    {
        var datagram = new byte[length];
        (datagram[0], datagram[1]) = (first, second);

        Assert.Equal(kind, RtcDatagram.Classify(datagram).ToString());
    }

    [Fact]
    public void Nothing_is_nothing() => Assert.Equal("Unknown", RtcDatagram.Classify([]).ToString());
}
