using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>SIPSorcery does with offers and candidates what every engine does.</summary>
public sealed class SipSorcerySignallingTests : RtcSignallingContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new SipSorceryRtcEngine(options, TimeProvider.System, NullLogger<SipSorceryRtcEngine>.Instance);
}
