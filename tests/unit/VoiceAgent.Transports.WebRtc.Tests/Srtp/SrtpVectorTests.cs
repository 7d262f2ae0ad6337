namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>The vectors printed in RFC 3711 appendix B and RFC 7714 sections 16 and 17.</summary>
public sealed class SrtpVectorTests
{
    private const string Rtp =
        "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";

    private const string GcmRtp =
        "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
        + "899d7f27beb16a9152cf765ee4390cce";

    private const string Rtcp =
        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    private const string GcmRtcp =
        "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
        + "c84aa45896cf4d2fc5abf87245d9eade800005d4";

    private const int RtpHeaderLength = 12;
    private const uint RtpSsrc = 0x5501a0b2;
    private const uint RtpIndex = 0xf17b;
    private const uint RtcpSsrc = 0x4d617273;
    private const uint RtcpIndex = 0x5d4;

    [Fact]
    public void Session_keys_are_derived_as_in_RFC_3711_appendix_B_3()
    {
        var keys = SrtpKeys.ForRtp(
            SrtpProfile.Aes128CmSha1_80,
            Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE4139"),
            Convert.FromHexString("0EC675AD498AFEEBB6960B3AABE6")
        );

        Assert.Equal("C61E7A93744F39EE10734AFE3FF7A087", Convert.ToHexString(keys.Encryption));
        Assert.Equal("30CBBC08863D8C85D49DB34A9AE1", Convert.ToHexString(keys.Salt));
        Assert.Equal("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4", Convert.ToHexString(keys.Authentication));
    }

    [Fact]
    public void The_key_stream_is_that_of_RFC_3711_appendix_B_2()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.SetKey(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        var stream = new byte[0xFF03 * AesCounter.BlockLength];

        AesCounter.Apply(aes, Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream);

        Assert.Equal(
            "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0",
            Convert.ToHexString(stream.AsSpan(0, 48))
        );
        Assert.Equal(
            "EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE6A2CC3787889374FBEB4C81B17BA6C44",
            Convert.ToHexString(stream.AsSpan(0xFEFF * AesCounter.BlockLength, 48))
        );
    }

    [Fact]
    public void A_packet_is_protected_as_in_RFC_7714_section_16_1()
    {
        using var cipher = CreateGcm();
        var packet = WithRoom(Rtp, cipher.TagLength);

        cipher.ProtectRtp(packet, RtpHeaderLength, RtpSsrc, RtpIndex);
        Assert.Equal(GcmRtp, Convert.ToHexStringLower(packet));

        Assert.True(cipher.TryUnprotectRtp(packet, RtpHeaderLength, RtpSsrc, RtpIndex));
        Assert.StartsWith(Rtp, Convert.ToHexStringLower(packet), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_protected_as_in_RFC_7714_section_17_1()
    {
        using var cipher = CreateGcm();
        var packet = WithRoom(Rtcp, cipher.TagLength + SrtpCipher.RtcpIndexLength);

        cipher.ProtectRtcp(packet, RtcpSsrc, RtcpIndex);
        Assert.Equal(GcmRtcp, Convert.ToHexStringLower(packet));

        Assert.Equal(0x8000_0000 | RtcpIndex, cipher.RtcpIndexWord(packet));
        Assert.True(cipher.TryUnprotectRtcp(packet, RtcpSsrc, RtcpIndex));
        Assert.StartsWith(Rtcp, Convert.ToHexStringLower(packet), StringComparison.Ordinal);
    }

    private static SrtpCipher CreateGcm()
    {
        var keys = SrtpKeys.FromSession(
            Convert.FromHexString("000102030405060708090a0b0c0d0e0f"),
            [],
            Convert.FromHexString("517569642070726f2071756f")
        );
        return SrtpCipher.Create(SrtpProfile.AeadAes128Gcm, keys, keys);
    }

    private static byte[] WithRoom(string hex, int room) => [.. Convert.FromHexString(hex), .. new byte[room]];
}
