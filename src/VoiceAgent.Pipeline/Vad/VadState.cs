namespace VoiceAgent.Vad;

/// <summary>Where a user's voice is: four states, so that a click does not start speech and a breath does not end it.</summary>
public enum VadState
{
    /// <summary>Silence.</summary>
    Quiet,

    /// <summary>Something like speech, not long enough yet.</summary>
    Starting,

    /// <summary>Speech.</summary>
    Speaking,

    /// <summary>A pause, not long enough yet.</summary>
    Stopping,
}
