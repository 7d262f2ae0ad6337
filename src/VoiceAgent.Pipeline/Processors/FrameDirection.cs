namespace VoiceAgent.Processors;

/// <summary>Which way a frame travels.</summary>
public enum FrameDirection
{
    /// <summary>From the microphone to the loudspeaker.</summary>
    Downstream,

    /// <summary>Back, against the stream: facts for those who come earlier.</summary>
    Upstream,
}
