using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>One direction of the system's libsrtp2, as another opinion.</summary>
internal sealed class LibSrtp : IDisposable
{
    private const int PolicyLength = 128;
    private const int RtpPolicy = 8;
    private const int RtcpPolicy = 32;
    private const int Key = 56;
    private const int WindowSize = 88;
    private static readonly nint Library = NativeLibrary.TryLoad("libsrtp2.so.1", out var handle) ? handle : 0;

    private static readonly Lazy<int> Initialized = new(() => Function<InitDelegate>("srtp_init")());

    private readonly nint _session;

    /// <param name="profile">GCM or counter mode.</param>
    /// <param name="masterKey">Key, and salt behind it.</param>
    /// <param name="isInbound">Whether it reads or writes.</param>
    public LibSrtp(SrtpProfile profile, byte[] masterKey, bool isInbound)
    {
        Assert.Equal(0, Initialized.Value);
        var policy = Marshal.AllocHGlobal(PolicyLength);
        var key = Marshal.AllocHGlobal(masterKey.Length);
        Marshal.Copy(new byte[PolicyLength], 0, policy, PolicyLength);
        Marshal.Copy(masterKey, 0, key, masterKey.Length);
        Marshal.WriteInt32(policy, isInbound ? 2 : 3);
        var suite = Function<PolicyDelegate>(
            profile == SrtpProfile.AeadAes128Gcm
                ? "srtp_crypto_policy_set_aes_gcm_128_16_auth"
                : "srtp_crypto_policy_set_rtp_default"
        );
        suite(policy + RtpPolicy);
        suite(policy + RtcpPolicy);
        Marshal.WriteIntPtr(policy, Key, key);
        Marshal.WriteInt64(policy, WindowSize, 1024);
        Assert.Equal(0, Function<CreateDelegate>("srtp_create")(out _session, policy));
        Marshal.FreeHGlobal(policy);
        Marshal.FreeHGlobal(key);
    }

    public static bool IsInstalled => Library != 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int InitDelegate();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void PolicyDelegate(nint policy);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CreateDelegate(out nint session, nint policy);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FreeDelegate(nint session);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int PacketDelegate(nint session, byte[] packet, ref int length);

    private PacketDelegate ProtectFunction { get; } = Function<PacketDelegate>("srtp_protect");

    private PacketDelegate UnprotectFunction { get; } = Function<PacketDelegate>("srtp_unprotect");

    private PacketDelegate ProtectRtcpFunction { get; } = Function<PacketDelegate>("srtp_protect_rtcp");

    private PacketDelegate UnprotectRtcpFunction { get; } = Function<PacketDelegate>("srtp_unprotect_rtcp");

    public int Protect(byte[] packet, int length) => Run(ProtectFunction, packet, length);

    public int Unprotect(byte[] packet, int length) => Run(UnprotectFunction, packet, length);

    public int ProtectRtcp(byte[] packet, int length) => Run(ProtectRtcpFunction, packet, length);

    public int UnprotectRtcp(byte[] packet, int length) => Run(UnprotectRtcpFunction, packet, length);

    public void Dispose() => Function<FreeDelegate>("srtp_dealloc")(_session);

    private int Run(PacketDelegate function, byte[] packet, int length) =>
        function(_session, packet, ref length) == 0 ? length : 0;

    private static T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Library, name));
}
