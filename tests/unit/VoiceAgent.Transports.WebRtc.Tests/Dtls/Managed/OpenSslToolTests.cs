using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The managed provider against the <c>openssl</c> tool over loopback, in both roles.</summary>
public sealed class OpenSslToolTests : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System);
    private OpenSslTool _tool = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _keys = new byte[60];
    private SrtpProfile _profile;

    public OpenSslToolTests() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        _tool.Dispose();
        _certificate.Dispose();
        _socket.Dispose();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("SRTP_AEAD_AES_128_GCM", "")]
    [InlineData("SRTP_AES128_CM_SHA1_80", "")]
    [InlineData("SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", "-mtu 300")]
    public async Task The_tool_as_client_derives_the_same_keys(string profiles, string extra)
    {
        _tool.StartClient(Port, profiles, extra);
        using var connection = new ManagedDtlsConnection(DtlsRole.Server, _certificate, new DtlsOptions());

        await HandshakeAsync(connection, new IPEndPoint(IPAddress.Loopback, 0));

        await AssertSameAsync(connection, profiles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-sigalgs rsa_pkcs1_sha256:ecdsa_secp256r1_sha256")]
    public async Task The_tool_may_show_a_certificate_with_an_rsa_key(string extra)
    {
        _tool.Dispose();
        _tool = new OpenSslTool(hasRsaKey: true);
        _tool.StartClient(Port, "SRTP_AEAD_AES_128_GCM", extra);
        using var connection = new ManagedDtlsConnection(DtlsRole.Server, _certificate, new DtlsOptions());

        await HandshakeAsync(connection, new IPEndPoint(IPAddress.Loopback, 0));

        await AssertSameAsync(connection, "SRTP_AEAD_AES_128_GCM");
    }

    [Theory]
    [InlineData("SRTP_AEAD_AES_128_GCM", false)]
    [InlineData("SRTP_AES128_CM_SHA1_80", false)]
    [InlineData("SRTP_AEAD_AES_128_GCM", true)]
    public async Task The_tool_as_server_derives_the_same_keys(string profile, bool asksForItsCookie)
    {
        var port = await _tool.StartServerAsync(profile, asksForItsCookie, _limit.Token);
        using var connection = new ManagedDtlsConnection(DtlsRole.Client, _certificate, new DtlsOptions());
        var server = new IPEndPoint(IPAddress.Loopback, port);
        connection.Start(TimeSpan.Zero);
        await SendAsync(connection, server);

        await HandshakeAsync(connection, server);
        Assert.True(connection.Send("and its data\n"u8));
        connection.Close();
        await SendAsync(connection, server);

        await AssertSameAsync(connection, profile, closed: true, "and its data");
    }

    private async Task HandshakeAsync(ManagedDtlsConnection connection, EndPoint peer)
    {
        while (connection.State is DtlsState.Handshaking)
        {
            var received = await _socket.ReceiveFromAsync(_buffer, peer, _limit.Token);
            connection.Receive(_buffer.AsSpan(0, received.ReceivedBytes), TimeSpan.Zero);
            await SendAsync(connection, received.RemoteEndPoint);
        }

        Assert.True(connection.State is DtlsState.Connected, connection.Failure);
        Assert.Equal(_tool.Fingerprint, DtlsCertificate.Format(connection.PeerFingerprint.Span));
        Assert.True(connection.Export("EXTRACTOR-dtls_srtp", _keys));
        _profile = connection.Profile;
    }

    private async Task SendAsync(ManagedDtlsConnection connection, EndPoint peer)
    {
        while (connection.TakeDatagram(_buffer) is > 0 and var length)
        {
            await _socket.SendToAsync(_buffer.AsMemory(0, length), peer, _limit.Token);
        }
    }

    private async Task AssertSameAsync(
        ManagedDtlsConnection connection,
        string profiles,
        bool closed = false,
        string data = ""
    )
    {
        Assert.Equal(closed ? DtlsState.Closed : DtlsState.Connected, connection.State);
        var expected = profiles.Contains("GCM", StringComparison.Ordinal)
            ? SrtpProfile.AeadAes128Gcm
            : SrtpProfile.Aes128CmSha1_80;
        Assert.Equal(expected, _profile);
        var output = await _tool.FinishAsync(data, _limit.Token);
        Assert.Contains("Keying material: " + Convert.ToHexString(_keys), output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(data, output, StringComparison.Ordinal);
    }
}
