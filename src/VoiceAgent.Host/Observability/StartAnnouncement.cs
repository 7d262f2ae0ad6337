using Microsoft.Extensions.AI;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Transports;
using VoiceAgent.Sessions;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting.Observability;

/// <summary>Says at start who can be talked to, what is missing and where the page is.</summary>
internal static partial class StartAnnouncement
{
    public static void AnnounceAtStart(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var engines = app.Services.GetRequiredService<EngineChoice>();
            foreach (var engine in engines.Recognizers.Concat(engines.Voices).Where(engine => !engine.IsAvailable))
            {
                EngineMissing(app.Logger, engine.Name, engine.Reason ?? "", engine.InstallCommand ?? "");
            }

            AnnounceWebRtc(app);
            var agents = app.Services.GetRequiredService<IAgentCatalog>();
            foreach (var agent in agents.Names.Select(agents.Find).OfType<AgentDefinition>())
            {
                Uses(
                    app.Logger,
                    agent.Name,
                    agent.SpeechToSpeech?.Capabilities.Name
                        ?? agent.ChatClient.GetService<ChatClientMetadata>()?.ProviderName
                        ?? "a chat client",
                    (agent.SpeechToSpeech?.Capabilities.Name ?? agent.SpeechToText?.Capabilities.Name) ?? "nothing",
                    (agent.TextToSpeech?.Capabilities.Name ?? agent.SpeechToSpeech?.Capabilities.Name) ?? "nothing"
                );
            }

            foreach (var url in app.Urls)
            {
                Listening(
                    app.Logger,
                    string.Join(", ", agents.Names),
                    url.Replace("[::]", "localhost", StringComparison.Ordinal)
                );
            }
        });

    private static void AnnounceWebRtc(WebApplication app)
    {
        switch (app.Services.GetService<IRtcEngine>())
        {
            case null:
                WebRtcOff(app.Logger, WebRtcHostOptions.Section);
                return;
            case RtcEngine engine:
                WebRtcOn(app.Logger, engine.Port);
                break;
            case var other:
                WebRtcBy(app.Logger, other.Name);
                break;
        }

        if (new OpusProbe().Probe() is { IsAvailable: false } opus)
        {
            EngineMissing(app.Logger, opus.Name, opus.Reason ?? "", opus.InstallCommand ?? "");
        }
    }

    [LoggerMessage(
        42,
        LogLevel.Information,
        "WebRTC: UDP port {Port}; see docs/guides/webrtc.md for what clients must reach"
    )]
    private static partial void WebRtcOn(ILogger logger, int port);

    [LoggerMessage(43, LogLevel.Information, "WebRTC is done by {Engine}")]
    private static partial void WebRtcBy(ILogger logger, string engine);

    [LoggerMessage(44, LogLevel.Information, "WebRTC is off ({Section}:Enabled)")]
    private static partial void WebRtcOff(ILogger logger, string section);

    [LoggerMessage(40, LogLevel.Warning, "{Engine} is not available: {Reason} Install it with: {Command}")]
    private static partial void EngineMissing(ILogger logger, string engine, string reason, string command);

    [LoggerMessage(
        43,
        LogLevel.Information,
        "Agent {Agent} answers with {Model}, hears with {Recognizer}, speaks with {Voice}"
    )]
    private static partial void Uses(ILogger logger, string agent, string model, string recognizer, string voice);

    [LoggerMessage(41, LogLevel.Information, "Talk to {Agents} at {Url}")]
    private static partial void Listening(ILogger logger, string agents, string url);
}
