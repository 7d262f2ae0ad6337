namespace VoiceAgent.Transports.WebRtc;

public class WebRtcTransportOptionsTests
{
    [Fact]
    public void The_defaults_are_right() => Assert.Empty(Failures(_ => { }));

    [Theory]
    [InlineData(nameof(WebRtcTransportOptions.UdpPort), -1)]
    [InlineData(nameof(WebRtcTransportOptions.UdpPort), 65_536)]
    [InlineData(nameof(WebRtcTransportOptions.MaxSessions), 0)]
    [InlineData(nameof(WebRtcTransportOptions.MaxHalfOpen), 0)]
    public void A_number_out_of_range_is_named(string key, int value) =>
        Assert.Contains(
            key,
            Assert.Single(
                Failures(options => typeof(WebRtcTransportOptions).GetProperty(key)!.SetValue(options, value))
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Addresses_and_relays_are_checked()
    {
        var failures = Failures(options =>
        {
            options.PublicAddresses.Add("example.com");
            options.BindAddresses.Add("eth0");
            options.StunUris.Add("http://stun.example.com");
            options.TurnUris.Add("turn.example.com");
            options.TurnLifetime = TimeSpan.FromSeconds(1);
        });

        Assert.Equal(6, failures.Count());
        Assert.Contains(failures, failure => failure.Contains("TurnSecret", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Failures(Action<WebRtcTransportOptions> change)
    {
        var options = new WebRtcTransportOptions();
        change(options);
        return new WebRtcTransportOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
