using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Transports.WebSockets;

public class WebSocketTransportTests
{
    [Fact]
    public void Mapping_without_the_transport_names_the_missing_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapVoiceAgentWebSocket());
        Assert.Contains("builder.Services.AddWebSocketTransport()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mapping_without_a_handler_names_the_missing_call()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddWebSocketTransport();
        var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapVoiceAgentWebSocket());
        Assert.Contains("AddSingleton<IMediaSessionHandler, YourHandler>()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_within_their_ranges() => Assert.Equal(1000, Resolve(_ => { }).MaxSessions);

    [Fact]
    public void Registering_twice_adds_to_the_options()
    {
        var services = new ServiceCollection();
        services.AddWebSocketTransport(options => options.MaxSessions = 5);
        services.AddWebSocketTransport(options => options.MaxBadMessages = 6);
        var options = services.BuildServiceProvider().GetRequiredService<IOptions<WebSocketTransportOptions>>().Value;

        Assert.Equal((5, 6), (options.MaxSessions, options.MaxBadMessages));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var error = Assert.Throws<OptionsValidationException>(() =>
            Resolve(options =>
            {
                options.MaxSessions = 0;
                options.SlowClientTimeout = TimeSpan.Zero;
                options.ToolEvents = (ToolEventDetail)9;
            })
        );

        Assert.Equal(3, error.Failures.Count());
        Assert.Contains("MaxSessions is 0; it must be from 1 to 1000000.", error.Message, StringComparison.Ordinal);
        Assert.Contains("SlowClientTimeout is 00:00:00;", error.Message, StringComparison.Ordinal);
        Assert.Contains("ToolEvents is 9;", error.Message, StringComparison.Ordinal);
    }

    private static WebSocketTransportOptions Resolve(Action<WebSocketTransportOptions> configure) =>
        new ServiceCollection()
            .AddWebSocketTransport(configure)
            .BuildServiceProvider()
            .GetRequiredService<IOptions<WebSocketTransportOptions>>()
            .Value;
}
