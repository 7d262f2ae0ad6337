using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.WebRtc;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The default engine does with offers and candidates what every engine does.</summary>
public sealed class RtcEngineSignallingTests : RtcSignallingContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
}
