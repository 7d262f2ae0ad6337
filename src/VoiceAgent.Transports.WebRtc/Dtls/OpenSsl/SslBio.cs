using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>
/// A BIO method that keeps the borders of datagrams, which OpenSSL's memory BIO does not. The callbacks find their
/// <see cref="SslDatagrams"/> through the BIO's data.
/// </summary>
internal static unsafe class SslBio
{
    private const int SourceAndSink = 0x0400;
    private const int RetryRead = 0x01 | 0x08;
    private const int AllRetries = 0x0F;
    private const int Flush = 11;
    private const int QueryMtu = 40;
    private const int GetMtuOverhead = 49;
    private const int HeadersLength = 28;

    /// <summary>Lives as long as the process.</summary>
    public static nint Method { get; } = Create();

    private static nint Create()
    {
        var method = CryptoNative.NewBioMethod(CryptoNative.NewBioType() | SourceAndSink, "voiceagent datagrams");
        _ = CryptoNative.SetBioWrite(method, &Write);
        _ = CryptoNative.SetBioRead(method, &Read);
        _ = CryptoNative.SetBioControl(method, &Control);
        return method;
    }

    /// <summary>The datagrams of a BIO.</summary>
    public static SslDatagrams Find(nint bio) =>
        (SslDatagrams)GCHandle.FromIntPtr(CryptoNative.GetBioData(bio)).Target!;

    // A full queue loses the datagram, as a network may; the handshake and SCTP send again.
    [UnmanagedCallersOnly]
    private static int Write(nint bio, byte* data, int length)
    {
        CryptoNative.ClearBioFlags(bio, AllRetries);
        _ = Find(bio).Outgoing.TryAdd(new ReadOnlySpan<byte>(data, length));
        return length;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint bio, byte* buffer, int length)
    {
        CryptoNative.ClearBioFlags(bio, AllRetries);
        var count = Find(bio).Read(new Span<byte>(buffer, length));
        if (count > 0)
        {
            return count;
        }

        CryptoNative.SetBioFlags(bio, RetryRead);
        return -1;
    }

    [UnmanagedCallersOnly]
    private static CLong Control(nint bio, int command, CLong number, nint pointer) =>
        command switch
        {
            Flush => new CLong(1),
            QueryMtu => new CLong(Find(bio).Options.Mtu),
            GetMtuOverhead => new CLong(HeadersLength),
            _ => new CLong(0),
        };
}
