namespace VoiceAgent.Testing.Fakes;

/// <summary>What goes wrong in a fake service. To be late, give it a long delay.</summary>
public enum FakeFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its answer breaks off with <see cref="Errors.ErrorCodes.ProviderFailed"/>.</summary>
    Throw,

    /// <summary>The very call that asks for an answer throws <see cref="Errors.ErrorCodes.ProviderFailed"/>.</summary>
    Refuse,

    /// <summary>It never answers, and does not listen to cancellation.</summary>
    Hang,

    /// <summary>It answers with something that makes no sense.</summary>
    Garbage,
}
