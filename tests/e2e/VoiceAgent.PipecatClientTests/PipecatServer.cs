using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Tts;
using VoiceAgent.Vad;

namespace VoiceAgent.PipecatClients;

/// <summary>An application with an agent, on a free port of this machine: the whole offline chain, and the page of the browser tests.</summary>
internal sealed class PipecatServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PipecatServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Where clients start.</summary>
    public string Start => new Uri(Url, "start").ToString();

    /// <summary>Starts it.</summary>
    /// <param name="hears">False leaves out ears.</param>
    /// <param name="authenticator">Who is let in; null for everybody.</param>
    public static async Task<PipecatServer> StartAsync(bool hears = true, IWebSocketAuthenticator? authenticator = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddVoiceAgent()
            .AddSileroVad()
            .AddPocketSphinx()
            .AddFlite()
            .AddWebSocketTransport()
            .AddWebRtcTransport(options => options.BindAddresses.Add("127.0.0.1"))
            .AddAgent("robin", services => CreateAgent(services, hears));
        if (authenticator is not null)
        {
            builder.Services.AddSingleton(authenticator);
        }

        var app = builder.Build();
        if (Directory.Exists(ClientPackage.Page))
        {
            app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(ClientPackage.Page) });
        }

        app.MapVoiceAgentPipecat();
        app.MapVoiceAgentPipecatStart();
        app.MapVoiceAgentPipecatWebRtc();
        await app.StartAsync();
        return new PipecatServer(app);
    }

    /// <summary>Skips the test where the engines are not installed, with the reason they give.</summary>
    public void RequireSpeech()
    {
        foreach (var probe in _app.Services.GetServices<IEngineProbe>())
        {
            if (probe.Probe() is { IsAvailable: false } missing)
            {
                Assert.Skip(missing.ToString());
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static AgentDefinition CreateAgent(IServiceProvider services, bool hears) =>
        new()
        {
            Name = "robin",
            Greeting = "Hello. How can I help you?",
            ChatClient = new ApplicationChatClient(ScriptedAgent.Demo.CreateChatClient()),
            Llm =
            {
                Tools =
                [
                    .. ScriptedAgent.Demo.Tools,
                    ClientFunction.Create("set_colour", "Paints the page.", """{"type":"object"}"""),
                ],
            },
            VoiceActivity = hears ? services.GetRequiredService<IVoiceActivityModelFactory>() : null,
            Vad = { Start = TimeSpan.FromMilliseconds(100) },
            SpeechToText = hears ? services.GetRequiredService<ISpeechToText>() : null,
            TextToSpeech = services.GetRequiredService<ITextToSpeech>(),
            Stt = { Session = new() { Grammar = ScriptedAgent.Demo.Grammar } },
            OnClientMessage = AnswerAsync,
            ConfigureProcessors = processors => processors.Insert(0, new ApplicationProcessor()),
        };

    private static ValueTask<JsonNode?> AnswerAsync(ClientMessageFrame request, CancellationToken cancellationToken)
    {
        if (request.Type != "add")
        {
            throw new InvalidOperationException("as asked");
        }

        using var numbers = JsonDocument.Parse(request.Data!);
        return ValueTask.FromResult<JsonNode?>(
            numbers.RootElement.GetProperty("a").GetInt32() + numbers.RootElement.GetProperty("b").GetInt32()
        );
    }
}
