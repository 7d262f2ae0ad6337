using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>Finds and loads libssl and libcrypto, both of the same version, once for the life of the process. Thread-safe.</summary>
internal static class OpenSslLibrary
{
    private static readonly Lock Loading = new();
    private static nint s_ssl;
    private static nint s_crypto;
    private static string? s_version;

    /// <summary>What to install where, when it is missing.</summary>
    public static string Advice =>
        OperatingSystem.IsMacOS() ? "Install it with: brew install openssl@3"
        : OperatingSystem.IsWindows() ? "Put libssl-3-x64.dll and libcrypto-3-x64.dll beside the application."
        : "Install it with: sudo apt-get install libssl3";

    /// <summary>Loads the library.</summary>
    /// <param name="version">Such as <c>OpenSSL 3.0.19 27 Jan 2026</c>.</param>
    /// <returns>False when version 3 or 4 is not installed.</returns>
    public static bool TryLoad(out string version)
    {
        lock (Loading)
        {
            s_version ??= Load();
            version = s_version ?? "";
            return s_version is not null;
        }
    }

    private static string? Load()
    {
        foreach (var (ssl, crypto) in Names())
        {
            if (
                TryOpen(ssl, out s_ssl)
                && TryOpen(crypto, out s_crypto)
                && NativeLibrary.TryGetExport(s_ssl, "SSL_get1_peer_certificate", out _)
            )
            {
                // The context's event, not the assembly's one resolver: other native libraries of this assembly have theirs.
                AssemblyLoadContext.GetLoadContext(typeof(OpenSslLibrary).Assembly)!.ResolvingUnmanagedDll += Resolve;
                return Marshal.PtrToStringUTF8(CryptoNative.GetVersion(0));
            }
        }

        return null;
    }

    private static nint Resolve(Assembly assembly, string name) =>
        name switch
        {
            SslNative.Library => s_ssl,
            CryptoNative.Library => s_crypto,
            _ => 0,
        };

    // Version 3 first: .NET itself prefers it, and one process should not carry two.
    private static IEnumerable<(string Ssl, string Crypto)> Names()
    {
        foreach (var version in (int[])[3, 4])
        {
            if (OperatingSystem.IsWindows())
            {
                var suffix = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "arm64" : "x64";
                yield return ($"libssl-{version}-{suffix}.dll", $"libcrypto-{version}-{suffix}.dll");
            }
            else if (OperatingSystem.IsMacOS())
            {
                foreach (
                    var folder in (string[])
                        ["", $"/opt/homebrew/opt/openssl@{version}/lib/", $"/usr/local/opt/openssl@{version}/lib/"]
                )
                {
                    yield return ($"{folder}libssl.{version}.dylib", $"{folder}libcrypto.{version}.dylib");
                }
            }
            else
            {
                yield return ($"libssl.so.{version}", $"libcrypto.so.{version}");
            }
        }
    }

    private static bool TryOpen(string name, out nint handle) =>
        NativeLibrary.TryLoad(name, typeof(OpenSslLibrary).Assembly, DllImportSearchPath.SafeDirectories, out handle);
}
