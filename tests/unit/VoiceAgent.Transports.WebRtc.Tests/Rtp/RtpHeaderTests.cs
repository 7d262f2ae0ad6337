namespace VoiceAgent.Transports.WebRtc.Rtp;

public sealed class RtpHeaderTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var header = new RtpHeader
        {
            PayloadType = 111,
            Marker = true,
            Sequence = 0xFEDC,
            Timestamp = 0x89AB_CDEF,
            Ssrc = 0x0123_4567,
            Length = RtpHeader.MinLength,
        };
        var packet = new byte[RtpHeader.MinLength + 3];

        Assert.Equal(RtpHeader.MinLength, header.Write(packet));

        Assert.Equal("80EFFEDC89ABCDEF01234567000000", Convert.ToHexString(packet));
        Assert.True(RtpHeader.TryRead(packet, out var read));
        Assert.Equal(header, read);
        Assert.True(read.TryGetPayload(packet, out var payload));
        Assert.Equal(3, payload.Length);
    }

    [Fact]
    public void Contributing_sources_extension_and_padding_are_skipped()
    {
        // Two sources, an extension of one word as browsers send it, two bytes of payload, two of padding.
        var packet = Convert.FromHexString(
            "B2"
                + "6F"
                + "0001"
                + "00000002"
                + "00000003"
                + "0000000A0000000B"
                + "BEDE0001"
                + "10AA0000"
                + "4142"
                + "0002"
        );

        Assert.True(RtpHeader.TryRead(packet, out var header));
        Assert.True(header.TryGetPayload(packet, out var payload));
        Assert.Equal("AB"u8, payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("806F00010000000200000")]
    [InlineData("406F00010000000200000003")]
    [InlineData("816F00010000000200000003")]
    [InlineData("906F00010000000200000003")]
    [InlineData("906F00010000000200000003BEDE0001")]
    public void Bytes_that_are_no_packet_are_refused(string hex)
    {
        var packet = Convert.FromHexString(hex[..(hex.Length / 2 * 2)]);
        Assert.False(RtpHeader.TryRead(packet, out _));
    }

    [Theory]
    [InlineData("A06F00010000000200000003")]
    [InlineData("A06F0001000000020000000300")]
    [InlineData("A06F0001000000020000000341420" + "4")]
    public void Padding_that_is_longer_than_the_payload_is_refused(string hex)
    {
        var packet = Convert.FromHexString(hex);
        Assert.True(RtpHeader.TryRead(packet, out var header));
        Assert.False(header.TryGetPayload(packet, out _));
    }

    [Fact]
    public void No_bytes_at_all_throw()
    {
        var random = new Random(5);
        for (var round = 0; round < 50_000; round++)
        {
            var packet = new byte[random.Next(64)];
            random.NextBytes(packet);
            if (packet.Length > 0)
            {
                packet[0] = (byte)((packet[0] & 0x3F) | 0x80);
            }

            if (RtpHeader.TryRead(packet, out var header) && header.TryGetPayload(packet, out var payload))
            {
                Assert.InRange(payload.Length, 0, packet.Length - RtpHeader.MinLength);
            }
        }
    }
}
