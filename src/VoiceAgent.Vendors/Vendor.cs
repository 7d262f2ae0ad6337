namespace VoiceAgent.Vendors;

/// <summary>Who is spoken to, and which settings say how: what every failure's message names.</summary>
/// <param name="Name">Name for logs, metrics and messages, such as <c>deepgram</c>.</param>
/// <param name="KeySetting">The setting of the key, such as <c>VoiceAgent:Deepgram:ApiKey (or DEEPGRAM_API_KEY)</c>.</param>
/// <param name="AddressSetting">The setting of the address, such as <c>VoiceAgent:Deepgram:BaseUrl</c>.</param>
public sealed record Vendor(string Name, string KeySetting, string AddressSetting)
{
    /// <summary>The environment's variable that holds the key when the settings do not; null for none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>A vendor whose settings and variable are called after it, as all are that have a section of their own.</summary>
    /// <param name="section">Name of the section below <c>VoiceAgent</c>, such as <c>Deepgram</c>.</param>
    public static Vendor Of(string section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var variable = $"{section.ToUpperInvariant()}_API_KEY";
        return new(
            string.Create(section.Length, section, static (name, from) => from.AsSpan().ToLowerInvariant(name)),
            $"VoiceAgent:{section}:ApiKey (or {variable})",
            $"VoiceAgent:{section}:BaseUrl"
        )
        {
            KeyVariable = variable,
        };
    }

    /// <summary>True when there is a key: in the settings, or in <see cref="KeyVariable"/>.</summary>
    /// <param name="key">The one of the settings.</param>
    public bool HasKey(string? key) => !string.IsNullOrWhiteSpace(Given(key));

    /// <summary>The key of the settings, or else of <see cref="KeyVariable"/>.</summary>
    /// <param name="key">The one of the settings.</param>
    /// <exception cref="Errors.VoiceAgentException">
    /// There is none (<see cref="Errors.ErrorCodes.InvalidConfiguration"/>); the message names the setting.
    /// </exception>
    public string RequireKey(string? key) =>
        Given(key) is { } given && !string.IsNullOrWhiteSpace(given) ? given : throw VendorFailure.KeyMissing(this);

    private string? Given(string? key) =>
        key ?? (KeyVariable is null ? null : Environment.GetEnvironmentVariable(KeyVariable));
}
