using Microsoft.Extensions.AI;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Sessions;

namespace VoiceAgent.Hosting.Endpoints;

/// <summary><c>/api/agents</c>: who can be talked to, and with what.</summary>
internal static class AgentEndpoints
{
    private const string ScriptedProvider = "scripted";

    public static void MapAgents(this WebApplication app)
    {
        var api = app.MapGroup("/api").WithTags("Agents");
        api.MapGet("/agents", List)
            .WithName("ListAgents")
            .WithSummary("The agents of this host, the default one first.");
        api.MapGet("/engines", Engines)
            .WithName("ListEngines")
            .WithSummary("The speech engines, whether they work here, and the command that installs what is missing.");
    }

    private static IEnumerable<AgentSummary> List(IAgentCatalog agents) =>
        agents
            .Names.Select(agents.Find)
            .OfType<AgentDefinition>()
            .Select(agent => new AgentSummary(
                agent.Name,
                agent.SpeechToSpeech?.Capabilities.Name ?? agent.SpeechToText?.Capabilities.Name,
                agent.SpeechToSpeech?.Capabilities.Name ?? agent.TextToSpeech?.Capabilities.Name,
                agent.VoiceActivity?.Name,
                agent.ChatClient.GetService<ChatClientMetadata>()?.ProviderName == ScriptedProvider
            ));

    private static EngineList Engines(EngineChoice engines) =>
        new([.. engines.Recognizers.Select(Summarise)], [.. engines.Voices.Select(Summarise)]);

    private static EngineSummary Summarise(Errors.EngineAvailability engine) =>
        new(engine.Name, engine.IsAvailable, engine.Reason, engine.InstallCommand);

    /// <summary>An agent.</summary>
    /// <param name="Name">Ask for it by this.</param>
    /// <param name="SpeechToText">Its recogniser; null when it does not hear.</param>
    /// <param name="TextToSpeech">Its voice; null when it does not speak.</param>
    /// <param name="VoiceActivity">Its voice activity detector.</param>
    /// <param name="Scripted">True when it follows a script and knows its domain only.</param>
    internal sealed record AgentSummary(
        string Name,
        string? SpeechToText,
        string? TextToSpeech,
        string? VoiceActivity,
        bool Scripted
    );

    /// <summary>Recognisers and voices.</summary>
    internal sealed record EngineList(
        IReadOnlyList<EngineSummary> SpeechToText,
        IReadOnlyList<EngineSummary> TextToSpeech
    );

    /// <summary>An engine.</summary>
    internal sealed record EngineSummary(string Name, bool Available, string? Reason, string? Install);
}
