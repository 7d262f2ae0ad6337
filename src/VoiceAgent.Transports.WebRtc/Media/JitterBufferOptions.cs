namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>How long arriving audio is held back.</summary>
internal sealed record JitterBufferOptions
{
    /// <summary>The least that is aimed at.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What is aimed at before anything is known.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>The most that is aimed at.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Audio that may wait after a standstill; more is left out.</summary>
    public TimeSpan Capacity { get; init; } = TimeSpan.FromSeconds(1);
}
