using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Pooling;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Recording;
using VoiceAgent.Resilience;
using VoiceAgent.Tools.Mcp;
using VoiceAgent.Vad;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Registers the host's engines and the agents of its configuration.</summary>
internal static class AgentServices
{
    public static IServiceCollection AddEngines(this IServiceCollection services)
    {
        services.AddPocketSphinx();
        services.AddFlite();
        services.AddSileroVad();
        services.AddKeyedSingleton<IVoiceActivityModelFactory>("silero", (_, _) => new SileroVadFactory());
        services.AddKeyedSingleton<IVoiceActivityModelFactory>("energy", (_, _) => new EnergyVadFactory());
        services.AddSingleton<EngineChoice>();
        services.AddSingleton<McpToolbox>();
        // Before the agents are made: they take the tools that are there.
        services.AddHostedService<McpConnections>();
        services.AddHostedService<RecognizerWarmUp>();
        services.AddSingleton(provider => new ServicePools(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ProviderCircuits(
            provider.GetRequiredService<IOptions<VoiceAgentHostOptions>>().Value.Circuits,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ProviderChains>();
        services.AddHostedService<PoolWarmUp>();
        return services;
    }

    public static IServiceCollection AddConfiguredAgents(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(VoiceAgentHostOptions.Section);
        services
            .AddOptions<VoiceAgentHostOptions>()
            .Bind(section, binder => binder.ErrorOnUnknownConfiguration = false)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<VoiceAgentHostOptions>, VoiceAgentHostOptionsValidator>();
        var builder = services.AddVoiceAgent(options =>
            options.MaxSessions = section.GetValue(nameof(VoiceAgentHostOptions.MaxSessions), options.MaxSessions)
        );
        var agents = section.GetSection(nameof(VoiceAgentHostOptions.Agents));
        builder.AddRecording(
            section.GetValue<string>(nameof(VoiceAgentHostOptions.RecordingFolder)) ?? "recordings",
            agent => agents.GetSection(agent).GetValue(nameof(AgentOptions.Record), false),
            new RecordingOptions
            {
                Audio = section.GetValue(nameof(VoiceAgentHostOptions.RecordingAudio), true),
                Stereo = section.GetValue(nameof(VoiceAgentHostOptions.RecordingStereo), false),
            }
        );
        var chosen = section[nameof(VoiceAgentHostOptions.DefaultAgent)];
        var names = section.GetSection(nameof(VoiceAgentHostOptions.Agents)).GetChildren().Select(agent => agent.Key);
        foreach (var name in names.OrderByDescending(name => name.Equals(chosen, StringComparison.OrdinalIgnoreCase)))
        {
            builder.AddAgent(
                name,
                provider =>
                    ConfiguredAgent.Create(
                        provider,
                        name,
                        provider.GetRequiredService<IOptions<VoiceAgentHostOptions>>().Value.Agents[name]
                    )
            );
        }

        return services;
    }
}
