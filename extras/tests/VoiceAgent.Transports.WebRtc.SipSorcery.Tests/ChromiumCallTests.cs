using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.Browsers;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>Real calls of Chromium to SIPSorcery.</summary>
public sealed class ChromiumCallTests : ChromiumCallContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new SipSorceryRtcEngine(options, TimeProvider.System, NullLogger<SipSorceryRtcEngine>.Instance);
}
