using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>DTLS 1.2 by the system's OpenSSL. Thread-safe.</summary>
internal sealed class OpenSslDtlsProvider : IDtlsProvider
{
    private readonly Lock _lock = new();
    private DtlsCertificate? _certificate;
    private SslContextHandle? _context;

    private OpenSslDtlsProvider(string name) => Name = name;

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>The provider, or null where OpenSSL 3 or 4 is not installed.</summary>
    public static OpenSslDtlsProvider? TryCreate() =>
        OpenSslLibrary.TryLoad(out var version) ? new OpenSslDtlsProvider(version) : null;

    /// <inheritdoc />
    public IDtlsConnection Create(DtlsRole role, DtlsCertificate certificate, DtlsOptions options)
    {
        SslHandle ssl;
        lock (_lock)
        {
            // Nearly all connections show the same certificate: one context serves them.
            if (_context is null || !ReferenceEquals(_certificate, certificate))
            {
                var context = SslContext.Create(certificate);
                _context?.Dispose();
                (_context, _certificate) = (context, certificate);
            }

            ssl = SslNative.NewConnection(_context);
        }

        if (ssl.IsInvalid)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderFailed,
                $"OpenSSL makes no connection: {SslErrors.Take()}"
            );
        }

        return new OpenSslDtlsConnection(ssl, role, options);
    }
}
