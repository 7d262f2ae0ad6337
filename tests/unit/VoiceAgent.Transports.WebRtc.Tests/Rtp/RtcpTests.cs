namespace VoiceAgent.Transports.WebRtc.Rtp;

public sealed class RtcpTests
{
    private static readonly RtcpReportBlock Block = new()
    {
        Ssrc = 0xDEAD_BEEF,
        FractionLost = 12,
        CumulativeLost = -3,
        HighestSequence = 0x0001_FFFE,
        Jitter = 99,
        LastSenderReport = 0x1234_5678,
        DelaySinceLastSenderReport = 65536,
    };

    private static readonly RtcpSenderInfo Sender = new()
    {
        Ntp = new NtpTime(0xE123_4567_89AB_CDEF),
        RtpTimestamp = 48_000,
        Packets = 50,
        Octets = 4000,
    };

    [Fact]
    public void A_compound_packet_is_read_as_it_was_written()
    {
        Span<byte> buffer = new byte[RtcpWriter.MaxReportLength];
        var writer = new RtcpWriter(buffer);
        writer.WriteSenderReport(1, Sender, Block);
        writer.WriteDescription(1, "name");
        writer.WriteReceiverReport(2, block: null);
        writer.WriteBye(1, "done");
        Assert.Equal(52 + 16 + 8 + 16, writer.Length);

        var reader = new RtcpReader(buffer[..writer.Length]);
        Assert.True(reader.TryRead(out var packet));
        Assert.Equal((RtcpType.SenderReport, 1, 1u), (packet.Type, packet.Count, packet.Sender));
        Assert.Equal(Sender, packet.SenderInfo);
        Assert.Equal(Block, packet.Report(0));
        Assert.True(reader.TryRead(out packet));
        Assert.Equal(RtcpType.SourceDescription, packet.Type);
        Assert.True(reader.TryRead(out packet));
        Assert.Equal((RtcpType.ReceiverReport, 0, 2u), (packet.Type, packet.Count, packet.Sender));
        Assert.True(reader.TryRead(out packet));
        Assert.Equal((RtcpType.Bye, 1u), (packet.Type, packet.Source(0)));
        Assert.False(reader.TryRead(out packet));
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void A_description_ends_with_a_zero_byte_and_whole_words()
    {
        foreach (var name in new[] { "", "a", "ab", "abc", new string('x', 100) })
        {
            var buffer = new byte[RtcpWriter.MaxReportLength];
            var writer = new RtcpWriter(buffer);
            writer.WriteDescription(7, name);
            var text = Math.Min(name.Length, RtcpWriter.MaxTextLength);

            Assert.Equal(0, writer.Length % 4);
            Assert.Equal(text, buffer[9]);
            Assert.InRange(writer.Length, 10 + text + 1, 10 + text + 4);
        }
    }

    [Fact]
    public void A_report_of_a_browser_is_read()
    {
        // A receiver report with one block, and a description, as a browser sends them.
        var bytes = Convert.FromHexString(
            "81C90007"
                + "A1B2C3D4"
                + "DEADBEEF"
                + "0CFFFFFD"
                + "0001FFFE"
                + "00000063"
                + "12345678"
                + "00010000"
                + "81CA0004"
                + "A1B2C3D4"
                + "01067878"
                + "78787878"
                + "00000000"
        );
        var reader = new RtcpReader(bytes);

        Assert.True(reader.TryRead(out var packet));
        Assert.Equal(Block, packet.Report(0));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("00C90001A1B2C3D4")]
    [InlineData("80C90002A1B2C3D4")]
    [InlineData("80C90000")]
    [InlineData("81C90001A1B2C3D4")]
    [InlineData("80C80001A1B2C3D4")]
    [InlineData("81CB0000")]
    [InlineData("A0C90001A1B2C3FF")]
    [InlineData("A0C90001A1B2C300")]
    public void What_is_too_short_for_what_it_says_is_malformed(string hex)
    {
        var reader = new RtcpReader(Convert.FromHexString(hex));
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.IsMalformed);
    }

    [Fact]
    public void No_bytes_at_all_throw()
    {
        var random = new Random(17);
        var buffer = new byte[RtcpWriter.MaxReportLength];
        var writer = new RtcpWriter(buffer);
        writer.WriteSenderReport(1, Sender, Block);
        writer.WriteDescription(1, "name");
        writer.WriteBye(1, "done");
        var genuine = buffer[..writer.Length];
        var reporter = new RtcpReporter(0xDEAD_BEEF, "n", 48_000, DateTimeOffset.UnixEpoch, new Random(1));
        for (var round = 0; round < 50_000; round++)
        {
            byte[] bytes = [.. genuine];
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            reporter.ReadReports(bytes.AsSpan(0, random.Next(bytes.Length + 1)), TimeSpan.FromSeconds(round));
        }

        Assert.InRange(reporter.Malformed, 1, 50_000);
        Assert.True(reporter.RoundTrip >= TimeSpan.Zero);
    }
}
