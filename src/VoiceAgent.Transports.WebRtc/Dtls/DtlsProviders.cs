using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Dtls.Managed;
using VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>Finds out what does DTLS here.</summary>
internal static class DtlsProviders
{
    /// <summary>The provider that was asked for, or OpenSSL where it is installed: its state machine is the best kept one.</summary>
    /// <exception cref="VoiceAgentException">OpenSSL was asked for and is not there: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    public static IDtlsProvider Choose(RtcDtlsProvider choice) =>
        choice switch
        {
            RtcDtlsProvider.Managed => new ManagedDtlsProvider(),
            RtcDtlsProvider.OpenSsl => OpenSslDtlsProvider.TryCreate()
                ?? throw new VoiceAgentException(
                    ErrorCodes.EngineMissing,
                    $"OpenSSL 3 or 4 (libssl) is not installed. {OpenSslLibrary.Advice}"
                ),
            _ => OpenSslDtlsProvider.TryCreate() as IDtlsProvider ?? new ManagedDtlsProvider(),
        };
}
