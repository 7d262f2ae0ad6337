using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Endpoints;
using VoiceAgent.Hosting.Observability;
using VoiceAgent.Hosting.Transports;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Hosting;

/// <summary>Puts the server together.</summary>
public static class HostApplication
{
    /// <summary>Makes the server, configured and not yet started.</summary>
    /// <param name="urls">Addresses to listen on; null takes the configured ones.</param>
    /// <param name="configFile">A further configuration file; null for none.</param>
    /// <param name="quiet">True logs errors only.</param>
    public static WebApplication Create(string? urls = null, string? configFile = null, bool quiet = false)
    {
        // The page and the settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        if (configFile is not null)
        {
            builder.Configuration.AddJsonFile(Path.GetFullPath(configFile), optional: false, reloadOnChange: false);
        }

        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddVendorAgent(builder.Configuration);
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls);
        }

        builder.Logging.AddStructuredConsole();
        // That it did not start is told once, in words (StartFailure), not as a stack trace beside them.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (quiet)
        {
            builder.Logging.AddFilter(null, LogLevel.Error);
        }

        builder.Services.AddOpenApi();
        builder.Services.AddHealth();
        builder.Services.AddEngines();
        builder.Services.AddVendors(builder.Configuration);
        builder.Services.AddConfiguredAgents(builder.Configuration);
        builder.Services.AddWebSocketTransport(options =>
            builder.Configuration.GetSection($"{VoiceAgentHostOptions.Section}:WebSocket").Bind(options)
        );
        builder.Services.Configure<PipecatOptions>(
            builder.Configuration.GetSection($"{VoiceAgentHostOptions.Section}:Pipecat")
        );

        builder.Services.AddWebRtc(builder.Configuration);

        var app = builder.Build();
        app.UsePage();
        app.MapHealth();
        app.MapAgents();
        app.MapPool();
        app.MapApiDocument();
        app.MapVoiceAgentWebSocket("/ws/assistant");
        app.MapVoiceAgentPipecat();
        app.MapVoiceAgentPipecatStart("/start");
        app.MapVoiceAgentPipecatStart("/connect");
        app.MapWebRtc();
        app.AnnounceAtStart();
        return app;
    }
}
