using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>An SSL with its BIO. Not thread-safe: one call at a time.</summary>
internal sealed class SslHandle : SafeHandle
{
    private GCHandle _datagrams;

    public SslHandle()
        : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    /// <summary>Gives the connection its way to the network. The pin on it outlives the native side, which may write until it is freed.</summary>
    public void Attach(nint bioMethod, SslDatagrams datagrams)
    {
        _datagrams = GCHandle.Alloc(datagrams);
        var bio = CryptoNative.NewBio(bioMethod);
        CryptoNative.SetBioData(bio, GCHandle.ToIntPtr(_datagrams));
        CryptoNative.SetBioInitialized(bio, 1);
        SslNative.SetBio(this, bio, bio);
    }

    protected override bool ReleaseHandle()
    {
        SslNative.FreeConnection(handle);
        if (_datagrams.IsAllocated)
        {
            _datagrams.Free();
        }

        return true;
    }
}
