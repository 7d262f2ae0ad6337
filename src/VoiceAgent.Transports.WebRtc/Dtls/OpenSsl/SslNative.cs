using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>The functions of libssl that are used; the same in versions 3 and 4. See openssl/ssl.h.</summary>
internal static unsafe partial class SslNative
{
    /// <summary>A name resolved by <see cref="OpenSslLibrary"/>.</summary>
    internal const string Library = "voiceagent-openssl-ssl";

    internal const int WantRead = 2;
    internal const int ZeroReturn = 6;
    internal const int Dtls12 = 0xFEFD;
    internal const int VerifyPeerOrFail = 0x01 | 0x02;
    internal const int EllipticCurveKey = 408;

    internal const int SetMtu = 17;
    internal const int SetSessionCacheMode = 44;
    internal const int GetTimeout = 73;
    internal const int HandleTimeout = 74;
    internal const int SetGroups = 92;
    internal const int SetSignatureAlgorithms = 98;
    internal const int SetClientSignatureAlgorithms = 102;
    internal const int SetMinimumVersion = 123;
    internal const int SetMaximumVersion = 124;

    internal const ulong NoQueryMtu = 1UL << 12;
    internal const ulong NoTicket = 1UL << 14;
    internal const ulong ServerPreference = 1UL << 22;
    internal const ulong NoRenegotiation = 1UL << 30;

    [LibraryImport(Library, EntryPoint = "DTLS_method")]
    internal static partial nint DtlsMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    internal static partial SslContextHandle NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_free")]
    internal static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial CLong ControlContext(SslContextHandle context, int command, CLong number, void* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_options")]
    internal static partial ulong SetOptions(SslContextHandle context, ulong options);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_cipher_list", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetCipherSuites(SslContextHandle context, string suites);

    /// <summary>Zero is success here.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_tlsext_use_srtp", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetSrtpProfiles(SslContextHandle context, string profiles);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void SetVerification(
        SslContextHandle context,
        int mode,
        delegate* unmanaged<int, nint, int> callback
    );

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_certificate_ASN1")]
    internal static partial int UseCertificate(SslContextHandle context, int length, byte* der);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_PrivateKey_ASN1")]
    internal static partial int UsePrivateKey(int type, SslContextHandle context, byte* der, CLong length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_check_private_key")]
    internal static partial int CheckPrivateKey(SslContextHandle context);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    internal static partial SslHandle NewConnection(SslContextHandle context);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    internal static partial void FreeConnection(nint ssl);

    /// <summary>The connection owns the BIO from here on.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_set_bio")]
    internal static partial void SetBio(SslHandle ssl, nint read, nint write);

    [LibraryImport(Library, EntryPoint = "SSL_get_rbio")]
    internal static partial nint GetBio(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_accept_state")]
    internal static partial void SetServer(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_connect_state")]
    internal static partial void SetClient(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "DTLS_set_timer_cb")]
    internal static partial void SetTimerCallback(SslHandle ssl, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(Library, EntryPoint = "SSL_ctrl")]
    internal static partial CLong Control(SslHandle ssl, int command, CLong number, void* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_do_handshake")]
    internal static partial int Handshake(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    internal static partial int Read(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    internal static partial int Write(SslHandle ssl, byte* data, int length);

    [LibraryImport(Library, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    internal static partial int GetError(SslHandle ssl, int result);

    /// <summary>With a reference of its own for the caller; null when the peer showed none.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_get1_peer_certificate")]
    internal static partial nint GetPeerCertificate(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_get_selected_srtp_profile")]
    internal static partial SslSrtpProfile* GetSrtpProfile(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_export_keying_material")]
    internal static partial int ExportKeyingMaterial(
        SslHandle ssl,
        byte* output,
        nuint length,
        byte* label,
        nuint labelLength,
        byte* context,
        nuint contextLength,
        int useContext
    );
}

/// <summary>SRTP_PROTECTION_PROFILE of openssl/srtp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SslSrtpProfile
{
    internal nint Name;
    internal CULong Id;
}
