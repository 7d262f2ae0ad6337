namespace VoiceAgent.Errors;

/// <summary>A failure with a stable code and a message that says what to do. Codes are listed in <see cref="ErrorCodes"/>.</summary>
public sealed class VoiceAgentException : Exception
{
    /// <summary>A failure without an inner cause.</summary>
    public VoiceAgentException(string code, string message)
        : base(message) => Code = code;

    /// <summary>A failure caused by another.</summary>
    public VoiceAgentException(string code, string message, Exception? innerException)
        : base(message, innerException) => Code = code;

    /// <summary>Stable, lower case with underscores, safe to match on.</summary>
    public string Code { get; }

    /// <summary>How long whoever failed asks to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
