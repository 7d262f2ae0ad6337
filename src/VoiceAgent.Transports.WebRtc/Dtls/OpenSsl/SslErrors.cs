using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>OpenSSL's queue of errors, one for each thread.</summary>
internal static unsafe class SslErrors
{
    private const int TextLength = 256;

    /// <summary>Takes all errors of this thread and describes the oldest, which is nearest to the cause.</summary>
    public static string Take()
    {
        var error = CryptoNative.GetError();
        if (error.Value == 0)
        {
            return "no reason given";
        }

        CryptoNative.ClearErrors();
        var text = stackalloc byte[TextLength];
        CryptoNative.DescribeError(error, text, TextLength);
        return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }
}
