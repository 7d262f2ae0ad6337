namespace VoiceAgent.Hosting.Talk;

/// <summary>Something to say.</summary>
/// <param name="Name">What to call it in the report.</param>
/// <param name="Pcm">16 kHz mono PCM to speak; empty for a typed turn.</param>
/// <param name="Text">Text to type; null for a spoken turn.</param>
internal sealed record TalkTurn(string Name, ReadOnlyMemory<byte> Pcm, string? Text);

/// <summary>Whom to talk to, and how patiently.</summary>
internal sealed record TalkSettings
{
    public required Uri Server { get; init; }

    public string? Agent { get; init; }

    public string? Token { get; init; }

    /// <summary>How long a reply may take to begin.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
