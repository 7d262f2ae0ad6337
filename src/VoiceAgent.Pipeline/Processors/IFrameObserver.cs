using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>
/// Sees every frame at every hop without touching it. Called on the pump, inline: it must be quick, must not block and should not
/// throw (what it throws is logged once and the observer is left out from then on).
/// </summary>
public interface IFrameObserver
{
    /// <summary>A frame goes from one processor to the next.</summary>
    void OnFrame(in FrameHop hop);
}

/// <summary>One hop of a frame.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Source">Who pushed it; null when it came from outside the pipeline.</param>
/// <param name="Destination">Who gets it; null when it leaves the pipeline.</param>
/// <param name="Time">Time since the session began.</param>
public readonly record struct FrameHop(
    Frame Frame,
    FrameDirection Direction,
    FrameProcessor? Source,
    FrameProcessor? Destination,
    TimeSpan Time
);
