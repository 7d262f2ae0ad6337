using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;
using VoiceAgent.SpeechToSpeech;

namespace VoiceAgent.DependencyInjection;

/// <summary>What <c>AddVoiceAgent</c> returns: a place to add agents, providers and transports to.</summary>
/// <param name="services">The application's services.</param>
public sealed class VoiceAgentBuilder(IServiceCollection services)
{
    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>
    /// Adds an agent that hears and speaks with the registered engines, see <see cref="RegisteredEngines.CreateAgent(IServiceProvider, string, IChatClient)"/>. The first one added
    /// is the default.
    /// </summary>
    /// <param name="name">Name clients ask for it by; another agent of the same name is replaced.</param>
    /// <param name="chatClient">The model. Not disposed.</param>
    /// <param name="configure">Says what is different, such as <c>agent with { Greeting = "Hello." }</c>.</param>
    public VoiceAgentBuilder AddAgent(
        string name,
        IChatClient chatClient,
        Func<AgentDefinition, AgentDefinition>? configure = null
    ) =>
        AddAgent(
            name,
            services =>
            {
                var agent = services.CreateAgent(name, chatClient);
                return configure is null ? agent : configure(agent);
            }
        );

    /// <summary>
    /// Adds an agent whose model hears and speaks by itself: the registered <see cref="ISpeechToSpeech"/>. The first agent added is the default.
    /// </summary>
    /// <param name="name">Name clients ask for it by; another agent of the same name is replaced.</param>
    /// <param name="configure">Says what is different, such as <c>agent with { Instructions = "Be brief." }</c>.</param>
    public VoiceAgentBuilder AddSpeechToSpeechAgent(
        string name,
        Func<AgentDefinition, AgentDefinition>? configure = null
    ) =>
        AddAgent(
            name,
            services =>
            {
                var agent = services.CreateAgent(name, services.GetRequiredService<ISpeechToSpeech>());
                return configure is null ? agent : configure(agent);
            }
        );

    /// <summary>
    /// Records sessions, so that they can be replayed: each into a file of its own, readable by the user the application runs as. A recording
    /// holds everything that was said; nothing is recorded unless this is called.
    /// </summary>
    /// <param name="folder">Where the files go; made when it is missing.</param>
    /// <param name="isRecorded">Tells by the name of an agent whether its sessions are recorded; all when null.</param>
    /// <param name="options">What is recorded.</param>
    public VoiceAgentBuilder AddRecording(
        string folder,
        Func<string, bool>? isRecorded = null,
        RecordingOptions? options = null
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Services
            .AddOptions<VoiceSessionOptions>()
            .Configure<TimeProvider, ILoggerFactory>(
                (sessions, time, loggers) =>
                    sessions.Prepare = new SessionRecordings(
                        folder,
                        isRecorded ?? (static _ => true),
                        options ?? new RecordingOptions(),
                        time,
                        loggers.CreateLogger<SessionRecorder>()
                    ).Record
            );
        return this;
    }

    /// <summary>Adds an agent. The first one added is the default.</summary>
    /// <param name="name">Name clients ask for it by; another agent of the same name is replaced.</param>
    /// <param name="create">Makes it, once, when it is first asked for.</param>
    public VoiceAgentBuilder AddAgent(string name, Func<IServiceProvider, AgentDefinition> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.AddSingleton(new AgentRegistration(name, create));
        return this;
    }
}
