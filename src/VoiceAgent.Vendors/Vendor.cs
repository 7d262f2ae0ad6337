namespace VoiceAgent.Vendors;

/// <summary>Who is spoken to, and which settings say how: what every failure's message names.</summary>
/// <param name="Name">Name for logs, metrics and messages, such as <c>deepgram</c>.</param>
/// <param name="KeySetting">The setting of the key, such as <c>VoiceAgent:Deepgram:ApiKey (or DEEPGRAM_API_KEY)</c>.</param>
/// <param name="AddressSetting">The setting of the address, such as <c>VoiceAgent:Deepgram:BaseUrl</c>.</param>
public sealed record Vendor(string Name, string KeySetting, string AddressSetting)
{
    /// <summary>The key, if there is one.</summary>
    /// <exception cref="Errors.VoiceAgentException">
    /// It is missing (<see cref="Errors.ErrorCodes.InvalidConfiguration"/>); the message names the setting.
    /// </exception>
    public string RequireKey(string? key) =>
        string.IsNullOrWhiteSpace(key) ? throw VendorFailure.KeyMissing(this) : key;
}
