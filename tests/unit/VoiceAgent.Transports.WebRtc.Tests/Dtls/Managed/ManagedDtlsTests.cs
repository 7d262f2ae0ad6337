using VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The managed provider with itself and, both ways round, with OpenSSL.</summary>
public sealed class ManagedDtlsTests
{
    private const string SrtpLabel = "EXTRACTOR-dtls_srtp";

    public static TheoryData<bool, bool> Pairings =>
        new()
        {
            { true, true },
            { true, false },
            { false, true },
        };

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Both_ends_agree_on_keys_a_profile_and_each_other(bool isServerManaged, bool isClientManaged)
    {
        using var pair = Connect(isServerManaged, isClientManaged);

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
        Assert.Null(pair.Server.NextTimeout);
        Assert.Null(pair.Client.NextTimeout);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Data_passes_both_ways_with_its_borders(bool isServerManaged, bool isClientManaged)
    {
        using var pair = Connect(isServerManaged, isClientManaged);
        var buffer = new byte[2048];
        var longest = Enumerable.Range(0, 1160).Select(value => (byte)value).ToArray();

        Assert.True(pair.Client.Send(longest));
        Assert.True(pair.Client.Send([1]));
        Assert.True(pair.Server.Send([2, 3]));
        pair.Exchange();

        Assert.Equal(longest, buffer[..pair.Server.TakeData(buffer)]);
        Assert.Equal([1], buffer[..pair.Server.TakeData(buffer)]);
        Assert.Equal(0, pair.Server.TakeData(buffer));
        Assert.Equal([2, 3], buffer[..pair.Client.TakeData(buffer)]);
        Assert.InRange(pair.LongestDatagram, 1, 1200);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Flights_are_cut_to_a_small_mtu(bool isServerManaged, bool isClientManaged)
    {
        using var pair = Connect(isServerManaged, isClientManaged, new DtlsOptions { Mtu = 300 });

        // OpenSSL's client counts a little short; the managed ends are exact.
        Assert.InRange(pair.LongestDatagram, 200, isClientManaged ? 300 : 320);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Closing_is_told_to_the_other_end(bool isServerManaged, bool isClientManaged)
    {
        using var pair = Connect(isServerManaged, isClientManaged);

        pair.Client.Close();
        pair.Exchange();

        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.False(pair.Client.Send([1]));
        Assert.False(pair.Server.Send([1]));
        Assert.False(pair.Server.Export(SrtpLabel, new byte[60]));
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Handshakes_finish_though_a_fifth_of_the_datagrams_is_lost(bool isServerManaged, bool isClientManaged)
    {
        // OpenSSL reads the system's clock: few handshakes, and they take real time.
        var random = new Random(21);
        for (var i = 0; i < 3; i++)
        {
            using var pair = Create(isServerManaged, isClientManaged, null);
            pair.IsLost = () => random.NextDouble() < 0.2;
            pair.Handshake(TimeSpan.FromSeconds(9));
            Assert.True(pair.IsConnected, $"{pair.Server.Failure} {pair.Client.Failure}");
        }
    }

    private static DtlsPair Connect(bool isServerManaged, bool isClientManaged, DtlsOptions? options = null)
    {
        var pair = Create(isServerManaged, isClientManaged, options);
        pair.Handshake(TimeSpan.FromSeconds(5));
        Assert.True(
            pair.IsConnected,
            $"{pair.Server.State} {pair.Server.Failure} {pair.Client.State} {pair.Client.Failure}"
        );
        return pair;
    }

    private static DtlsPair Create(bool isServerManaged, bool isClientManaged, DtlsOptions? options) =>
        new(Provider(isServerManaged), Provider(isClientManaged), TimeProvider.System, options);

    private static IDtlsProvider Provider(bool isManaged)
    {
        if (isManaged)
        {
            return new ManagedDtlsProvider();
        }

        var provider = OpenSslDtlsProvider.TryCreate();
        Assert.SkipWhen(provider is null, "OpenSSL 3 is not installed. " + OpenSslLibrary.Advice);
        return provider;
    }
}
