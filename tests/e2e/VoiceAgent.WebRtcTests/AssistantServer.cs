using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Sessions;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Tts;

namespace VoiceAgent.WebRtc;

/// <summary>An application with an agent that reads and speaks, on free ports of this machine.</summary>
internal sealed class AssistantServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AssistantServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts it; skips the test where the voice is not installed.</summary>
    public static async Task<AssistantServer> StartAsync(Action<WebRtcTransportOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddVoiceAgent()
            .AddFlite()
            .AddWebRtcTransport(options =>
            {
                options.BindAddresses.Add("127.0.0.1");
                configure?.Invoke(options);
            })
            .AddAgent(
                "robin",
                services => new AgentDefinition
                {
                    Name = "robin",
                    Greeting = "Hello. How can I help you?",
                    ChatClient = ScriptedAgent.Demo.CreateChatClient(),
                    TextToSpeech = services.GetRequiredService<ITextToSpeech>(),
                }
            );
        var app = builder.Build();
        app.MapVoiceAgentWebRtc();
        app.MapVoiceAgentConnect();
        app.MapGet("/", () => "a page for a browser to be on");
        await app.StartAsync();
        foreach (var probe in app.Services.GetServices<IEngineProbe>())
        {
            Assert.SkipWhen(probe.Probe() is { IsAvailable: false }, probe.Probe().ToString());
        }

        return new AssistantServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
