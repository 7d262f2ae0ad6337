namespace VoiceAgent.Sessions;

/// <summary>The agents of an application. Thread-safe.</summary>
public interface IAgentCatalog
{
    /// <summary>Names of all agents, the default one first.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Finds an agent.</summary>
    /// <param name="name">Its name, in any case; null for the default one.</param>
    /// <returns>The agent, or null when there is none of that name.</returns>
    AgentDefinition? Find(string? name);
}
