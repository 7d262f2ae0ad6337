using VoiceAgent.Sessions;

namespace VoiceAgent.DependencyInjection;

/// <summary>An agent that was added.</summary>
internal sealed record AgentRegistration(string Name, Func<IServiceProvider, AgentDefinition> Create);

/// <summary>The agents that were added, each made when it is first asked for.</summary>
internal sealed class AgentCatalog : IAgentCatalog
{
    private readonly Dictionary<string, Lazy<AgentDefinition>> _agents = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    public AgentCatalog(IEnumerable<AgentRegistration> registrations, IServiceProvider services)
    {
        foreach (var (name, create) in registrations)
        {
            if (!_agents.ContainsKey(name))
            {
                _names.Add(name);
            }

            _agents[name] = new Lazy<AgentDefinition>(() => create(services));
        }
    }

    public IReadOnlyList<string> Names => _names;

    public AgentDefinition? Find(string? name)
    {
        if (_names.Count == 0)
        {
            return null;
        }

        return _agents.TryGetValue(name ?? _names[0], out var agent) ? agent.Value : null;
    }
}
