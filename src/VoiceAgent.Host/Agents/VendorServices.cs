using VoiceAgent.Providers.Anthropic;
using VoiceAgent.Providers.Deepgram;
using VoiceAgent.Providers.ElevenLabs;
using VoiceAgent.Providers.OpenAI;

namespace VoiceAgent.Hosting.Agents;

/// <summary>
/// The vendors of the configuration: one with a key, in its section or in its environment variable, or with a section at all, can be named by
/// agents. Where OpenAI and ElevenLabs have keys, an agent that uses them becomes the default one.
/// </summary>
internal static class VendorServices
{
    /// <summary>Name of the agent that appears with the keys.</summary>
    public const string Assistant = "assistant";

    private const string Root = VoiceAgentHostOptions.Section;
    private const string OfflineAgent = "demo";

    /// <summary>Adds the vendors that are configured.</summary>
    public static IServiceCollection AddVendors(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsConfigured(configuration, "OpenAI"))
        {
            services.AddOpenAI(options =>
            {
                configuration.GetSection($"{Root}:OpenAI").Bind(options);
                options.ApiKey ??= configuration["OPENAI_API_KEY"];
            });
        }

        if (IsConfigured(configuration, "ElevenLabs"))
        {
            services.AddElevenLabs(options =>
            {
                configuration.GetSection($"{Root}:ElevenLabs").Bind(options);
                options.ApiKey ??= configuration["ELEVENLABS_API_KEY"];
            });
        }

        if (IsConfigured(configuration, "Deepgram"))
        {
            services.AddDeepgram(options =>
            {
                configuration.GetSection($"{Root}:Deepgram").Bind(options);
                options.ApiKey ??= configuration["DEEPGRAM_API_KEY"];
            });
        }

        if (IsConfigured(configuration, "Anthropic"))
        {
            services.AddAnthropic(options =>
            {
                configuration.GetSection($"{Root}:Anthropic").Bind(options);
                options.ApiKey ??= configuration["ANTHROPIC_API_KEY"];
            });
        }

        return services;
    }

    /// <summary>Adds the agent that uses OpenAI and ElevenLabs, unless the configuration has chosen another one.</summary>
    public static void AddVendorAgent(this IConfigurationBuilder builder, IConfiguration configuration)
    {
        if (
            !HasKey(configuration, "OpenAI")
            || !HasKey(configuration, "ElevenLabs")
            || configuration[$"{Root}:DefaultAgent"] is { } chosen and not OfflineAgent
            || configuration.GetSection($"{Root}:Agents:{Assistant}").Exists()
        )
        {
            return;
        }

        const string Agent = $"{Root}:Agents:{Assistant}";
        builder.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                [$"{Root}:DefaultAgent"] = Assistant,
                [$"{Agent}:Model"] = "openai",
                [$"{Agent}:SpeechToText"] = "openai",
                [$"{Agent}:TextToSpeech"] = "elevenlabs",
                [$"{Agent}:Instructions"] =
                    "You are a friendly voice assistant. What you write is spoken: answer in one to three short sentences, "
                    + "without lists, headings or symbols.",
                [$"{Agent}:Greeting"] = "Hello! What can I do for you?",
            }
        );
    }

    private static bool IsConfigured(IConfiguration configuration, string vendor) =>
        HasKey(configuration, vendor) || configuration.GetSection($"{Root}:{vendor}").Exists();

    private static bool HasKey(IConfiguration configuration, string vendor) =>
        !string.IsNullOrWhiteSpace(configuration[$"{Root}:{vendor}:ApiKey"])
        || !string.IsNullOrWhiteSpace(configuration[$"{vendor.ToUpperInvariant()}_API_KEY"]);
}
