using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>An SSL_CTX. Connections made from it keep it alive by a reference of their own.</summary>
internal sealed class SslContextHandle : SafeHandle
{
    public SslContextHandle()
        : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        SslNative.FreeContext(handle);
        return true;
    }
}
