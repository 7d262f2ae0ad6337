using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>Finds out what does DTLS here.</summary>
internal static class DtlsProviders
{
    /// <summary>The provider that was asked for, or the best there is.</summary>
    /// <exception cref="VoiceAgentException">It is not there: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    public static IDtlsProvider Choose(RtcDtlsProvider choice) =>
        OpenSslDtlsProvider.TryCreate()
        ?? throw new VoiceAgentException(
            ErrorCodes.EngineMissing,
            $"OpenSSL 3 (libssl) is not installed, and WebRTC needs it ({choice}). {OpenSslLibrary.Advice}"
        );
}
