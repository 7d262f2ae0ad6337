namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What has something to do every 20 ms.</summary>
internal interface IPacedSession
{
    /// <summary>Does it. Throws nothing; calls do not overlap. Other sessions wait for it.</summary>
    /// <param name="tick">Number of the 20 ms since the pacer began. Numbers may be left out after a long standstill, never repeated.</param>
    /// <param name="due">When it was due, on the pacer's clock.</param>
    void Tick(long tick, TimeSpan due);
}
