using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Hosting.Transports;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting;

/// <summary>Packages that may lie beside the host.</summary>
public sealed class OptionalPackageTests
{
    [Fact]
    public void A_package_beside_the_program_is_found_with_its_type() =>
        Assert.Equal(
            typeof(WebRtcTransportOptions),
            OptionalPackage.Find("VoiceAgent.Transports.WebRtc", nameof(WebRtcTransportOptions))
        );

    [Theory]
    [InlineData("VoiceAgent.NotThere", "Engine")]
    [InlineData("VoiceAgent.Pipeline", "NotThere")]
    public void What_is_not_there_is_not_found(string package, string type) =>
        Assert.Null(OptionalPackage.Find(package, type));

    [Fact]
    public void An_engine_whose_package_is_not_there_is_named_with_the_fix()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create($"{WebRtcHostOptions.Section}:Engine", (string?)"SipSorcery")])
            .Build();
        var services = new ServiceCollection();
        services.AddWebRtc(configuration);
        using var provider = services.BuildServiceProvider();

        var missing = Assert.Throws<VoiceAgentException>(provider.GetRequiredService<IRtcEngine>);

        Assert.Equal(ErrorCodes.InvalidConfiguration, missing.Code);
        Assert.Contains(
            "VoiceAgent.Transports.WebRtc.SipSorcery.dll is not beside the host",
            missing.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("set Engine to Native", missing.Message, StringComparison.Ordinal);
    }
}
