using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>The functions of libcrypto that are used; the same in versions 3 and 4. See openssl/bio.h, err.h and x509.h.</summary>
internal static unsafe partial class CryptoNative
{
    /// <summary>A name resolved by <see cref="OpenSslLibrary"/>.</summary>
    internal const string Library = "voiceagent-openssl-crypto";

    [LibraryImport(Library, EntryPoint = "OpenSSL_version")]
    internal static partial nint GetVersion(int kind);

    [LibraryImport(Library, EntryPoint = "BIO_get_new_index")]
    internal static partial int NewBioType();

    [LibraryImport(Library, EntryPoint = "BIO_meth_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint NewBioMethod(int type, string name);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_write")]
    internal static partial int SetBioWrite(nint method, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_read")]
    internal static partial int SetBioRead(nint method, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_ctrl")]
    internal static partial int SetBioControl(nint method, delegate* unmanaged<nint, int, CLong, nint, CLong> control);

    [LibraryImport(Library, EntryPoint = "BIO_new")]
    internal static partial nint NewBio(nint method);

    [LibraryImport(Library, EntryPoint = "BIO_set_data")]
    internal static partial void SetBioData(nint bio, nint data);

    [LibraryImport(Library, EntryPoint = "BIO_get_data")]
    internal static partial nint GetBioData(nint bio);

    [LibraryImport(Library, EntryPoint = "BIO_set_init")]
    internal static partial void SetBioInitialized(nint bio, int isInitialized);

    [LibraryImport(Library, EntryPoint = "BIO_set_flags")]
    internal static partial void SetBioFlags(nint bio, int flags);

    [LibraryImport(Library, EntryPoint = "BIO_clear_flags")]
    internal static partial void ClearBioFlags(nint bio, int flags);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    internal static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "ERR_get_error")]
    internal static partial CULong GetError();

    [LibraryImport(Library, EntryPoint = "ERR_error_string_n")]
    internal static partial void DescribeError(CULong error, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_sha256")]
    internal static partial nint Sha256();

    [LibraryImport(Library, EntryPoint = "X509_digest")]
    internal static partial int DigestCertificate(nint certificate, nint algorithm, byte* digest, out uint length);

    [LibraryImport(Library, EntryPoint = "X509_free")]
    internal static partial void FreeCertificate(nint certificate);
}
