using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceAgent.DependencyInjection;

namespace VoiceAgent.Providers.Scripted;

/// <summary>Registers scripted agents.</summary>
public static class ScriptedAgentServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="ScriptedAgent"/> and its <see cref="IChatClient"/> as singletons, on the registered
    /// <see cref="TimeProvider"/> or the system's. The file is read when the agent is first asked for.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses the file and adds tools; the demo agent when null.</param>
    public static IServiceCollection AddScriptedAgent(
        this IServiceCollection services,
        Action<ScriptedAgentOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => Load(provider, configure));
        services.TryAddSingleton(provider => provider.GetRequiredService<ScriptedAgent>().CreateChatClient());
        return services;
    }

    /// <summary>
    /// Adds a scripted agent that hears and speaks with the registered engines. The file is read when the agent is first asked for.
    /// </summary>
    /// <param name="builder">What <c>AddVoiceAgent</c> returned.</param>
    /// <param name="name">Name clients ask for it by.</param>
    /// <param name="configure">Chooses the file and adds tools; the demo agent when null.</param>
    public static VoiceAgentBuilder AddScriptedAgent(
        this VoiceAgentBuilder builder,
        string name = "demo",
        Action<ScriptedAgentOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddAgent(
            name,
            services =>
            {
                var script = Load(services, configure);
                return script.ApplyTo(services.CreateAgent(name, script.CreateChatClient()));
            }
        );
    }

    private static ScriptedAgent Load(IServiceProvider services, Action<ScriptedAgentOptions>? configure)
    {
        var options = new ScriptedAgentOptions();
        configure?.Invoke(options);
        var tools = new ScriptedAgentTools(services.GetService<TimeProvider>());
        foreach (var tool in options.Tools)
        {
            tools.Add(tool);
        }

        return options.Path is null ? ScriptedAgent.CreateDemo(tools) : ScriptedAgent.Load(options.Path, tools);
    }
}
