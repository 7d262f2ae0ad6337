using VoiceAgent.Frames;

namespace VoiceAgent.Testing.Timelines;

/// <summary>What a timeline shows.</summary>
public sealed record TimelineOptions
{
    /// <summary>True to show text: what was said, heard and told to tools. Default false, so that timelines may be shared.</summary>
    public bool Text { get; init; }

    /// <summary>Which frames are shown. By default all but the user's audio and playout reports, which come all the time.</summary>
    public Func<Frame, bool> Shows { get; init; } = static frame => frame is not (InputAudioFrame or PlayedFrame);
}
