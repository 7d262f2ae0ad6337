using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>What is asked for, refused and agreed on in the two hellos.</summary>
public sealed class NegotiationTests
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System);
    private static readonly byte[] Random = new byte[TlsNumbers.RandomBytes];

    private static byte[] OwnHello => ClientHello.Write(Random, []);

    [Fact]
    public void Our_hello_offers_everything_our_server_asks_for()
    {
        var hello = ClientHello.Parse(OwnHello);

        Assert.NotNull(hello);
        Assert.True(hello.OffersVersion && hello.OffersSuite && hello.OffersCompressionNull && hello.OffersCurve);
        Assert.True(hello.OffersSignature && hello.OffersPointFormats && hello.OffersExtendedMasterSecret);
        Assert.True(hello.OffersRenegotiationInfo && hello.OffersSrtp && !hello.IsRenegotiation);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, hello.Profile);
    }

    [Fact]
    public void Every_shorter_hello_is_malformed_or_lacks_its_extensions()
    {
        for (var length = 0; length < OwnHello.Length; length++)
        {
            var hello = ClientHello.Parse(OwnHello.AsSpan(0, length));
            Assert.True(hello is null or { OffersExtendedMasterSecret: false });
        }
    }

    [Theory]
    [InlineData("0017 0000", "0F17 0000", AlertDescription.HandshakeFailure)] // No extended master secret.
    [InlineData("C02B", "C02C", AlertDescription.HandshakeFailure)] // Another suite.
    [InlineData("000A 0004 0002 0017", "000A 0004 0002 001D", AlertDescription.HandshakeFailure)] // Another curve.
    [InlineData("000D 0004 0002 0403", "000D 0004 0002 0804", AlertDescription.HandshakeFailure)] // Another signature.
    [InlineData("000E 0007 0004 0007 0001", "000E 0007 0004 0008 0002", AlertDescription.HandshakeFailure)] // Other profiles.
    [InlineData("FF01 0001 00", "FF01 0001 01", AlertDescription.HandshakeFailure)] // Claims to renegotiate.
    [InlineData("FEFD 0000", "FEFF 0000", AlertDescription.ProtocolVersion)] // DTLS 1.0.
    [InlineData("C02B 0100", "C02B 0101", AlertDescription.IllegalParameter)] // Only compressed.
    [InlineData("000A 0004 0002", "000A 0004 0003", AlertDescription.DecodeError)] // A list longer than its extension.
    public void A_hello_that_will_not_do_is_answered_with_the_right_alert(string from, string to, object alert)
    {
        using var server = new ManagedDtlsConnection(DtlsRole.Server, Certificate, new DtlsOptions());
        server.Receive(Hello(Replace(OwnHello, from, to)), TimeSpan.Zero);

        Assert.Equal(DtlsState.Failed, server.State);
        Assert.NotNull(server.Failure);
        var buffer = new byte[2048];
        var answer = buffer[..server.TakeDatagram(buffer)];
        Assert.Equal([(byte)ContentType.Alert, 2, (byte)(AlertDescription)alert], [answer[0], .. answer[^2..]]);
        Assert.Null(server.NextTimeout);
    }

    [Theory]
    [InlineData("000E 0007 0004 0007 0001", "000E 0007 0004 0001 0007", SrtpProfile.AeadAes128Gcm)]
    [InlineData("000E 0007 0004 0007 0001", "000E 0007 0004 0001 0008", SrtpProfile.Aes128CmSha1_80)]
    [InlineData("000E 0007 0004 0007 0001", "0F0E 0007 0004 0007 0001", SrtpProfile.None)]
    public void The_server_takes_the_profile_it_likes_best(string from, string to, object profile)
    {
        var hello = ClientHello.Parse(Replace(OwnHello, from, to))!;
        var answer = ServerHello.Parse(ServerHello.Write(Random, hello));

        Assert.Equal((SrtpProfile)profile, answer!.Profile);
    }

    [Fact]
    public void Secure_renegotiation_is_answered_when_it_was_asked_for_in_either_way()
    {
        var bare = Replace(OwnHello, "FF01 0001 00", "FF0F 0001 00");
        var signalled = Replace(bare, "0002 C02B 01", "0004 C02B 00FF 01");

        Assert.False(ClientHello.Parse(bare)!.OffersRenegotiationInfo);
        Assert.True(ClientHello.Parse(signalled)!.OffersRenegotiationInfo);
        Assert.True(Contains(ServerHello.Write(Random, ClientHello.Parse(signalled)!), "FF01 0001 00"));
        Assert.False(Contains(ServerHello.Write(Random, ClientHello.Parse(bare)!), "FF01"));
    }

    [Theory]
    [InlineData("0017 0000", "0F17 0000", AlertDescription.IllegalParameter)] // An extension nobody asked for.
    [InlineData("C02B 00", "C02F 00", AlertDescription.IllegalParameter)]
    [InlineData("C02B 00", "C02B 01", AlertDescription.IllegalParameter)]
    [InlineData("000E 0005 0002 0007", "000E 0005 0002 0008", AlertDescription.IllegalParameter)]
    [InlineData("FF01 0001 00", "FF01 0001 01", AlertDescription.DecodeError)]
    public void A_client_refuses_a_choice_it_did_not_offer(string from, string to, object alert)
    {
        using var client = new ManagedDtlsConnection(DtlsRole.Client, Certificate, new DtlsOptions());
        var buffer = new byte[2048];
        client.Start(TimeSpan.Zero);
        client.TakeDatagram(buffer);
        var choice = Replace(ServerHello.Write(Random, ClientHello.Parse(OwnHello)!), from, to);
        client.Receive(Record(HandshakeType.ServerHello, choice), TimeSpan.Zero);

        Assert.Equal(DtlsState.Failed, client.State);
        Assert.Equal((byte)(AlertDescription)alert, buffer[..client.TakeDatagram(buffer)][^1]);
    }

    [Fact]
    public void A_message_out_of_turn_ends_the_handshake()
    {
        using var server = new ManagedDtlsConnection(DtlsRole.Server, Certificate, new DtlsOptions());
        server.Receive(Record(HandshakeType.CertificateVerify, new byte[10]), TimeSpan.Zero);

        Assert.Equal(DtlsState.Failed, server.State);
        Assert.Contains("ClientHello was expected", server.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_no_point_on_the_curve_gives_no_secret()
    {
        using var share = new KeyShare();
        using var other = new KeyShare();
        var point = other.Point();

        Assert.Equal(32, share.Agree(point)!.Length);
        Assert.Equal(share.Agree(point), other.Agree(share.Point()));
        point[40] ^= 1;
        Assert.Null(share.Agree(point));
        Assert.Null(share.Agree(point.AsSpan(0, 64)));
        Assert.Null(share.Agree(new byte[65]));
    }

    [Fact]
    public void A_certificate_list_with_nothing_in_it_is_read_as_no_certificate()
    {
        Assert.True(CertificateMessage.TryParse([0, 0, 0], out var none));
        Assert.True(none.IsEmpty);
        Assert.False(CertificateMessage.TryParse([0, 0, 4, 0, 0, 2, 1], out _));
    }

    private static byte[] Hello(byte[] body) => Record(HandshakeType.ClientHello, body);

    private static byte[] Record(HandshakeType type, byte[] body)
    {
        var message = HandshakeMessage.Create(type, 0, body).Whole.Span;
        var record = new byte[RecordHeader.Bytes + message.Length];
        new RecordHeader(ContentType.Handshake, 0, 0).Write(record, message.Length);
        message.CopyTo(record.AsSpan(RecordHeader.Bytes));
        return record;
    }

    private static bool Contains(byte[] bytes, string hex) => bytes.AsSpan().IndexOf(FromHex(hex)) >= 0;

    private static byte[] Replace(byte[] bytes, string from, string to)
    {
        var at = bytes.AsSpan().IndexOf(FromHex(from));
        Assert.True(at >= 0);
        return [.. bytes[..at], .. FromHex(to), .. bytes[(at + FromHex(from).Length)..]];
    }

    private static byte[] FromHex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
