using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Transports.WebRtc.Codecs;

public sealed class OpusPacketTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("00", 480)] // SILK, 10 ms
    [InlineData("08", 960)] // SILK, 20 ms
    [InlineData("18", 2880)] // SILK, 60 ms
    [InlineData("60", 480)] // hybrid, 10 ms
    [InlineData("68", 960)] // hybrid, 20 ms
    [InlineData("80", 120)] // CELT, 2.5 ms
    [InlineData("98", 960)] // CELT, 20 ms
    [InlineData("99", 1920)] // two frames of the same length
    [InlineData("9A", 1920)] // two frames of any length
    [InlineData("9B", 0)] // a count that is missing
    [InlineData("9B06", 5760)] // six frames
    [InlineData("9B07", 0)] // more than 120 ms
    [InlineData("9B00", 0)] // none
    public void The_first_bytes_tell_how_long_it_is(string hex, int duration) =>
        Assert.Equal(duration, OpusPacket.Duration(Convert.FromHexString(hex)));
}
