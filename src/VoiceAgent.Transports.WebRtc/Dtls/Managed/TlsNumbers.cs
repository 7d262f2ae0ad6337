namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Numbers of the one way in which this side does DTLS 1.2.</summary>
internal static class TlsNumbers
{
    /// <summary>DTLS 1.2 on the wire (RFC 6347 section 4.1).</summary>
    public const ushort Version = 0xFEFD;

    /// <summary>TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (RFC 5289).</summary>
    public const ushort CipherSuite = 0xC02B;

    /// <summary>TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 section 3.3).</summary>
    public const ushort RenegotiationSignal = 0x00FF;

    /// <summary>The named group secp256r1 (RFC 8422 section 5.1.1).</summary>
    public const ushort P256 = 23;

    /// <summary>An uncompressed point on P-256: 4, x, y.</summary>
    public const int PointBytes = 65;

    public const int RandomBytes = 32;

    public const ushort EcdsaSha256 = 0x0403;
    public const ushort RsaSha256 = 0x0401;
    public const ushort RsaPssSha256 = 0x0804;

    public const byte EcdsaSign = 64;
    public const byte RsaSign = 1;

    public const ushort SupportedGroups = 10;
    public const ushort PointFormats = 11;
    public const ushort SignatureAlgorithms = 13;
    public const ushort UseSrtp = 14;
    public const ushort ExtendedMasterSecret = 23;
    public const ushort SupportedVersions = 43;
    public const ushort RenegotiationInfo = 0xFF01;
}
