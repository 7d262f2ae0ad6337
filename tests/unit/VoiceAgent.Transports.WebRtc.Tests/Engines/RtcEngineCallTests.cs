using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.WebRtc;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The default engine does with connected peers what every engine does.</summary>
public sealed class RtcEngineCallTests : RtcCallContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
}
