namespace VoiceAgent.Caching;

/// <summary>Which phrases' audio is remembered.</summary>
public sealed record PhraseCacheOptions
{
    /// <summary>The fixed phrases of an agent: its greeting, fillers, apology, prompts and goodbye. Nothing else is remembered by default.</summary>
    public ISet<string> Phrases { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>True remembers whatever is said. Default false: answers are made of what people said, and are personal.</summary>
    public bool IncludesEverything { get; set; }

    /// <summary>Audio of all phrases together, in bytes. 65536 or more, default 32 MiB: some 11 minutes at 24 kHz.</summary>
    public long MaximumBytes { get; set; } = 32 << 20;

    /// <summary>How long a phrase is kept. More than zero, default 1 day.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(1);
}
