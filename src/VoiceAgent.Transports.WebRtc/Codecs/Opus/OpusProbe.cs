using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>Tells whether libopus is installed, and if not, which command installs it. Without it calls use G.722 or G.711.</summary>
public sealed class OpusProbe : IEngineProbe
{
    /// <inheritdoc />
    public EngineAvailability Probe() => OpusLibrary.Availability;
}
