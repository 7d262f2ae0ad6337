using Microsoft.Extensions.Options;
using VoiceAgent.Testing;

namespace VoiceAgent.Transports.WebRtc.Selection;

public class IceServersTests
{
    private static readonly Dictionary<string, string> Ada = new() { ["user_id"] = "ada" };

    [Fact]
    public void A_password_is_the_HMAC_of_the_name()
    {
        // printf '1700000000:ada' | openssl dgst -sha1 -hmac north -binary | base64
        var (username, password) = TurnCredentials.Create(
            "north",
            "ada",
            DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)
        );

        Assert.Equal("1700000000:ada", username);
        Assert.Equal("ndZ88ryT1whVxdkcRLepT9D1MpM=", password);
    }

    [Fact]
    public void Credentials_are_short_lived_and_name_the_user()
    {
        var time = new VirtualTime();
        var options = new WebRtcTransportOptions { TurnSecret = "north", TurnLifetime = TimeSpan.FromMinutes(5) };
        options.StunUris.Add("stun:stun.example.com");
        options.TurnUris.Add("turn:turn.example.com");

        var servers = new IceServers(Options.Create(options), time).For(Ada);

        Assert.Equal(["stun:stun.example.com"], servers[0].Urls);
        Assert.Null(servers[0].Credential);
        Assert.Equal($"{(time.GetUtcNow() + TimeSpan.FromMinutes(5)).ToUnixTimeSeconds()}:ada", servers[1].Username);
        Assert.Equal(["turn:turn.example.com"], servers[1].Urls);
    }

    [Theory]
    [InlineData("turn:turn.example.com", false)]
    [InlineData("turn:turn.example.com?transport=udp", false)]
    [InlineData("turn:turn.example.com?transport=tcp", true)]
    [InlineData("turns:turn.example.com", true)]
    public void A_relay_by_TCP_is_recognised(string uri, bool expected)
    {
        var options = new WebRtcTransportOptions();
        options.TurnUris.Add(uri);

        Assert.Equal(expected, new IceServers(Options.Create(options), new VirtualTime()).HasRelayOverTcp);
    }

    [Fact]
    public void Nothing_is_handed_out_where_nothing_is_configured() =>
        Assert.Empty(new IceServers(Options.Create(new WebRtcTransportOptions()), new VirtualTime()).For(Ada));
}
