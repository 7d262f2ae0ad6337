using VoiceAgent.Hosting.Agents;
using VoiceAgent.Sessions;

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

            var agents = app.Services.GetRequiredService<IAgentCatalog>();
            foreach (var url in app.Urls)
            {
                Listening(
                    app.Logger,
                    string.Join(", ", agents.Names),
                    url.Replace("[::]", "localhost", StringComparison.Ordinal)
                );
            }
        });

    [LoggerMessage(40, LogLevel.Warning, "{Engine} is not available: {Reason} Install it with: {Command}")]
    private static partial void EngineMissing(ILogger logger, string engine, string reason, string command);

    [LoggerMessage(41, LogLevel.Information, "Talk to {Agents} at {Url}")]
    private static partial void Listening(ILogger logger, string agents, string url);
}
