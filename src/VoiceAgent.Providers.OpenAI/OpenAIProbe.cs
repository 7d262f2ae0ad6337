using VoiceAgent.Errors;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>Tells whether a key is configured. It asks nobody.</summary>
public sealed class OpenAIProbe : IEngineProbe
{
    private readonly OpenAIConnection _connection;

    /// <summary>A probe of this connection.</summary>
    public OpenAIProbe(OpenAIConnection connection) => _connection = connection;

    /// <inheritdoc />
    public EngineAvailability Probe() =>
        _connection.IsConfigured
            ? EngineAvailability.Available("openai")
            : EngineAvailability.Missing(
                "openai",
                $"There is no key; set {_connection.Vendor.KeySetting}.",
                installCommand: null
            );
}
