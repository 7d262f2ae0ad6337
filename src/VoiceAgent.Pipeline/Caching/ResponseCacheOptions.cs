namespace VoiceAgent.Caching;

/// <summary>Which answers of a model are remembered, and for how long.</summary>
public sealed record ResponseCacheOptions
{
    /// <summary>
    /// True remembers answers to what a user said, too. Default false: what people say is personal, and so is the answer. Then only requests
    /// without a word of the user are remembered, such as a greeting the model makes.
    /// </summary>
    public bool IncludesUsersWords { get; set; }

    /// <summary>Characters of all answers and requests together. 1024 or more, default 4 million.</summary>
    public long MaximumCharacters { get; set; } = 4_000_000;

    /// <summary>How long an answer is good. More than zero, default 1 h.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);
}
