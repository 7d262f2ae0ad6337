namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What has something to do every 20 ms.</summary>
internal interface IPacedSession
{
    /// <summary>Does it. Throws nothing; calls do not overlap. Other sessions wait for it.</summary>
    /// <param name="tick">Number of the 20 ms since the pacer began. Numbers may be left out after a long standstill, never repeated.</param>
    /// <param name="due">When it was due, on the pacer's clock.</param>
    /// <param name="isTimely">
    /// False when it is made up for so late that a peer has bridged the time by itself: what is sent now would only fill its buffer.
    /// </param>
    void Tick(long tick, TimeSpan due, bool isTimely);
}
