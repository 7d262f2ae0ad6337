namespace VoiceAgent.Errors;

/// <summary>Says whether an engine that lives outside this process image (a native library, a model) can be used here.</summary>
public sealed record EngineAvailability
{
    /// <summary>Name of the engine for logs and reports, such as <c>pocketsphinx</c>.</summary>
    public required string Name { get; init; }

    /// <summary>True when sessions can be opened.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>What is missing, as a sentence; null when the engine is available.</summary>
    public string? Reason { get; init; }

    /// <summary>The one command that installs it, where this machine has one.</summary>
    public string? InstallCommand { get; init; }

    /// <summary>An engine that is there.</summary>
    public static EngineAvailability Available(string name) => new() { Name = name };

    /// <summary>An engine that is not there, and the command that changes it.</summary>
    public static EngineAvailability Missing(string name, string reason, string? installCommand) =>
        new()
        {
            Name = name,
            Reason = reason,
            InstallCommand = installCommand,
        };

    /// <summary>Does nothing when the engine is there.</summary>
    /// <exception cref="VoiceAgentException">It is not: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    public void ThrowIfMissing()
    {
        if (!IsAvailable)
        {
            throw new VoiceAgentException(ErrorCodes.EngineMissing, ToString());
        }
    }

    /// <summary>One line for a log or a page.</summary>
    public override string ToString() =>
        IsAvailable ? $"{Name} is available."
        : InstallCommand is null ? $"{Name}: {Reason}"
        : $"{Name}: {Reason} Install it with: {InstallCommand}";
}
