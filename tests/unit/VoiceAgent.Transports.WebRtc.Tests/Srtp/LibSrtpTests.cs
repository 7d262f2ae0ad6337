namespace VoiceAgent.Transports.WebRtc.Srtp;

public sealed class LibSrtpTests
{
    private const int Length = 12 + SrtpPair.PayloadLength;
    private const int Packets = 70_000;

    public static TheoryData<int> Profiles => SrtpSessionTests.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Libsrtp2_reads_what_is_protected_here_over_a_wrap(int profile)
    {
        Assert.SkipUnless(LibSrtp.IsInstalled, "libsrtp2.so.1 is not installed (apt-get install libsrtp2-1)");
        using var pair = new SrtpPair((SrtpProfile)profile);
        using var other = new LibSrtp((SrtpProfile)profile, ClientKey((SrtpProfile)profile), isInbound: true);
        for (var sequence = 1000; sequence < 1000 + Packets; sequence++)
        {
            var packet = SrtpPair.Rtp(sequence);
            Assert.Equal(Length, other.Unprotect(packet, pair.Client.Protect(packet, Length)));
            Assert.Equal((byte)sequence, packet[Length - 1]);
            if (sequence % 100 == 0)
            {
                var report = SrtpPair.Rtcp();
                Assert.Equal(8, other.UnprotectRtcp(report, pair.Client.ProtectRtcp(report, 8)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_libsrtp2_protects_is_read_here_over_a_wrap(int profile)
    {
        Assert.SkipUnless(LibSrtp.IsInstalled, "libsrtp2.so.1 is not installed (apt-get install libsrtp2-1)");
        using var pair = new SrtpPair((SrtpProfile)profile);
        using var other = new LibSrtp((SrtpProfile)profile, ClientKey((SrtpProfile)profile), isInbound: false);
        for (var sequence = 1000; sequence < 1000 + Packets; sequence++)
        {
            var packet = SrtpPair.Rtp(sequence);
            Assert.Equal(Length, pair.Server.Unprotect(packet, other.Protect(packet, Length)));
            Assert.Equal((byte)sequence, packet[Length - 1]);
            if (sequence % 100 == 0)
            {
                var report = SrtpPair.Rtcp();
                Assert.Equal(8, pair.Server.UnprotectRtcp(report, other.ProtectRtcp(report, 8)));
            }
        }
    }

    private static byte[] ClientKey(SrtpProfile profile)
    {
        var material = SrtpPair.CreateMaterial(profile);
        var salt = SrtpKeys.SaltLength(profile);
        return [.. material[..16], .. material[32..(32 + salt)]];
    }
}
