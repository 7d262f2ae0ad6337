namespace VoiceAgent.Pooling;

/// <summary>Which services are alike: those of one provider with one configuration.</summary>
/// <param name="Provider">Name of the provider, such as <c>elevenlabs</c>.</param>
/// <param name="Configuration">What makes a service different from the provider's others, such as voice and language. Never a key or a password: it is shown.</param>
public readonly record struct PoolKey(string Provider, string Configuration = "")
{
    /// <summary>Both, for logs.</summary>
    public override string ToString() => Configuration.Length == 0 ? Provider : $"{Provider} ({Configuration})";
}
