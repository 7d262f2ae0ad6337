namespace VoiceAgent.Processors;

/// <summary>Sizes of the lanes between and inside pumps.</summary>
public sealed class PumpOptions
{
    /// <summary>Envelopes that wait for a pump before writers must wait. 1 to 65536, default 256.</summary>
    public int InboxCapacity { get; set; } = 256;

    /// <summary>
    /// Frames that processors may queue against the current direction before the session is given up as running away.
    /// 16 to 1048576, default 4096.
    /// </summary>
    public int LocalCapacity { get; set; } = 4096;
}
