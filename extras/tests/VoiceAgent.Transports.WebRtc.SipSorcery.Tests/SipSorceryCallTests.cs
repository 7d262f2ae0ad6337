using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>SIPSorcery does with connected peers what every engine does.</summary>
public sealed class SipSorceryCallTests : RtcCallContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new SipSorceryRtcEngine(options, TimeProvider.System, NullLogger<SipSorceryRtcEngine>.Instance);
}
