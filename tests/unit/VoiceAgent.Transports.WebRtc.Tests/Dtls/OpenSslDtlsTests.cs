using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls;

public sealed class OpenSslDtlsTests
{
    private const string SrtpLabel = "EXTRACTOR-dtls_srtp";

    private static OpenSslDtlsProvider Provider
    {
        get
        {
            var provider = OpenSslDtlsProvider.TryCreate();
            Assert.SkipWhen(provider is null, "OpenSSL 3 is not installed. " + OpenSslLibrary.Advice);
            return provider;
        }
    }

    [Fact]
    public void Both_ends_agree_on_keys_a_profile_and_each_other()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);

        pair.Handshake(TimeSpan.FromSeconds(5));

        Assert.True(pair.IsConnected);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, pair.Server.Profile);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, pair.Client.Profile);
        Assert.Equal(pair.ClientCertificate.Fingerprint, DtlsCertificate.Format(pair.Server.PeerFingerprint.Span));
        Assert.Equal(pair.ServerCertificate.Fingerprint, DtlsCertificate.Format(pair.Client.PeerFingerprint.Span));
        var keys = new byte[60];
        var otherKeys = new byte[60];
        Assert.True(pair.Server.Export(SrtpLabel, keys));
        Assert.True(pair.Client.Export(SrtpLabel, otherKeys));
        Assert.Equal(keys, otherKeys);
        Assert.Contains(keys, value => value != 0);
        Assert.Contains("OpenSSL", Provider.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_arrive_whole_and_in_order()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);
        pair.Handshake(TimeSpan.FromSeconds(5));
        var buffer = new byte[2048];

        Assert.True(pair.Client.Send("one"u8));
        Assert.True(pair.Client.Send(new byte[1100]));
        Assert.True(pair.Server.Send("two"u8));
        pair.Exchange();

        Assert.Equal("one", Encoding.UTF8.GetString(buffer, 0, pair.Server.TakeData(buffer)));
        Assert.Equal(1100, pair.Server.TakeData(buffer));
        Assert.Equal(0, pair.Server.TakeData(buffer));
        Assert.Equal("two", Encoding.UTF8.GetString(buffer, 0, pair.Client.TakeData(buffer)));
    }

    [Fact]
    public void Closing_closes_the_other_end_too()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);
        pair.Handshake(TimeSpan.FromSeconds(5));

        pair.Server.Close();
        pair.Exchange();

        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.False(pair.Client.Send("late"u8));
        Assert.False(pair.Client.Export(SrtpLabel, new byte[60]));
    }

    [Fact]
    public void Datagrams_stay_within_the_mtu()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System, new DtlsOptions { Mtu = 300 });

        pair.Handshake(TimeSpan.FromSeconds(5));

        Assert.True(pair.IsConnected);
        Assert.InRange(pair.LongestDatagram, 200, 300);
    }

    // OpenSSL reads the system's clock: few handshakes, and they take real time.
    [Fact]
    public void Handshakes_finish_though_a_fifth_of_the_datagrams_is_lost()
    {
        var random = new Random(20);
        for (var i = 0; i < 5; i++)
        {
            using var pair = new DtlsPair(Provider, Provider, TimeProvider.System)
            {
                IsLost = () => random.NextDouble() < 0.2,
            };

            pair.Handshake(TimeSpan.FromSeconds(9));

            Assert.True(
                pair.IsConnected,
                $"{pair.Server.State} {pair.Server.Failure} {pair.Client.State} {pair.Client.Failure}"
            );
        }
    }

    [Fact]
    public void Datagrams_that_make_no_sense_neither_throw_nor_disturb_a_connection()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);
        pair.Handshake(TimeSpan.FromSeconds(5));
        var random = new Random(1);
        var datagram = new byte[1500];

        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(datagram);
            datagram[0] = (byte)random.Next(20, 64);
            pair.Server.Receive(datagram.AsSpan(0, random.Next(0, datagram.Length)), pair.Now);
        }

        Assert.Equal(DtlsState.Connected, pair.Server.State);
        pair.Client.Send("still here"u8);
        pair.Exchange();
        Assert.Equal(10, pair.Server.TakeData(datagram));
    }

    // OpenSSL reports a record too short for its cipher as an error, though anybody can forge one.
    [Fact]
    public void Forged_records_of_any_length_do_not_end_a_connection()
    {
        using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);
        pair.Handshake(TimeSpan.FromSeconds(5));
        foreach (byte type in (byte[])[20, 21, 22, 23, 24, 25])
        {
            foreach (byte epoch in (byte[])[0, 1, 2])
            {
                for (byte length = 0; length < 64; length++)
                {
                    var record = new byte[13 + length];
                    (record[0], record[1], record[2], record[4], record[9], record[12]) = (
                        type,
                        0xFE,
                        0xFD,
                        epoch,
                        9,
                        length
                    );
                    pair.Server.Receive(record, pair.Now);
                    if (pair.Server.State is not DtlsState.Connected)
                    {
                        Assert.Fail(
                            $"type {type}, epoch {epoch}, length {length}: {pair.Server.State} {pair.Server.Failure}"
                        );
                    }
                }
            }
        }

        pair.Client.Send("still here"u8);
        pair.Exchange();
        Assert.Equal(10, pair.Server.TakeData(new byte[100]));
    }

    [Fact]
    public void Mutated_handshakes_never_throw()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            using var pair = new DtlsPair(Provider, Provider, TimeProvider.System);
            pair.Start();
            var hello = new byte[2048];
            var length = pair.Client.TakeDatagram(hello);
            hello[random.Next(length)] ^= (byte)(1 << random.Next(8));

            pair.Server.Receive(hello.AsSpan(0, length - random.Next(0, 3)), pair.Now);
            pair.Exchange();

            Assert.False(pair.Server.Failure is null && pair.Server.State is DtlsState.Failed);
        }
    }

    [Fact]
    public async Task The_openssl_tool_derives_the_same_keys()
    {
        var provider = Provider;
        using var certificate = DtlsCertificate.Create(TimeProvider.System);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var folder = Directory.CreateTempSubdirectory("voiceagent-dtls");
        using var tool = StartTool(certificate, folder.FullName, ((IPEndPoint)socket.LocalEndPoint!).Port);
        Assert.SkipWhen(tool is null, "the openssl tool is not installed");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        using var connection = provider.Create(DtlsRole.Server, certificate, new DtlsOptions());
        var buffer = new byte[2048];

        while (connection.State is DtlsState.Handshaking)
        {
            var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), limit.Token);
            connection.Receive(buffer.AsSpan(0, received.ReceivedBytes), TimeSpan.Zero);
            while (connection.TakeDatagram(buffer) is > 0 and var length)
            {
                await socket.SendToAsync(buffer.AsMemory(0, length), received.RemoteEndPoint, limit.Token);
            }
        }

        Assert.Equal(DtlsState.Connected, connection.State);
        var keys = new byte[60];
        Assert.True(connection.Export(SrtpLabel, keys));
        tool.StandardInput.Close();
        var output = await tool.StandardOutput.ReadToEndAsync(limit.Token);
        Assert.Contains("Keying material: " + Convert.ToHexString(keys), output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("SRTP_AEAD_AES_128_GCM", output, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static Process? StartTool(DtlsCertificate certificate, string folder, int port)
    {
        var certificatePath = Path.Combine(folder, "certificate.pem");
        var keyPath = Path.Combine(folder, "key.pem");
        File.WriteAllText(certificatePath, certificate.Certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, certificate.Key.ExportECPrivateKeyPem());
        var start = new ProcessStartInfo("openssl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in $"s_client -dtls1_2 -connect 127.0.0.1:{port} -cert {certificatePath} -key {keyPath} -use_srtp SRTP_AEAD_AES_128_GCM -keymatexport {SrtpLabel} -keymatexportlen 60".Split(
                ' '
            )
        )
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
