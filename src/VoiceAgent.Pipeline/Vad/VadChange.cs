namespace VoiceAgent.Vad;

/// <summary>What a piece of audio changed.</summary>
public enum VadChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Speech began.</summary>
    Started,

    /// <summary>Speech is over.</summary>
    Stopped,
}
