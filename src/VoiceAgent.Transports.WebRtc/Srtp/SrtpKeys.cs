using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// Session keys of one direction, either for RTP or for RTCP, derived from the master key once and for all: the key
/// derivation rate is zero (RFC 3711 sections 4.3 and 4.3.2; RFC 7714 section 11).
/// </summary>
internal readonly struct SrtpKeys
{
    /// <summary>Bytes of a master key and of an encryption key, of both profiles.</summary>
    public const int KeyLength = 16;

    private const int MaxSaltLength = 14;
    private const int LabelPosition = 7;
    private const int AuthenticationKeyLength = 20;

    private SrtpKeys(byte[] encryption, byte[] authentication, byte[] salt) =>
        (Encryption, Authentication, Salt) = (encryption, authentication, salt);

    /// <summary>Key of the cipher.</summary>
    public byte[] Encryption { get; }

    /// <summary>Key of the message authentication code; empty where the cipher authenticates.</summary>
    public byte[] Authentication { get; }

    /// <summary>What the packets' initialization vectors are mixed with.</summary>
    public byte[] Salt { get; }

    /// <summary>Bytes of the master salt and of the session salts.</summary>
    public static int SaltLength(SrtpProfile profile) => profile == SrtpProfile.AeadAes128Gcm ? 12 : MaxSaltLength;

    /// <summary>Keys for RTP.</summary>
    public static SrtpKeys ForRtp(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
        Derive(profile, masterKey, masterSalt, firstLabel: 0);

    /// <summary>Keys for RTCP.</summary>
    public static SrtpKeys ForRtcp(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
        Derive(profile, masterKey, masterSalt, firstLabel: 3);

    /// <summary>Keys that are already those of the session, as the test vectors give them.</summary>
    internal static SrtpKeys FromSession(byte[] encryption, byte[] authentication, byte[] salt) =>
        new(encryption, authentication, salt);

    private static SrtpKeys Derive(
        SrtpProfile profile,
        ReadOnlySpan<byte> masterKey,
        ReadOnlySpan<byte> masterSalt,
        byte firstLabel
    )
    {
        using var aes = Aes.Create();
        aes.SetKey(masterKey);
        var authenticates = profile == SrtpProfile.AeadAes128Gcm;
        return new SrtpKeys(
            Derive(aes, masterSalt, firstLabel, KeyLength),
            authenticates ? [] : Derive(aes, masterSalt, (byte)(firstLabel + 1), AuthenticationKeyLength),
            Derive(aes, masterSalt, (byte)(firstLabel + 2), SaltLength(profile))
        );
    }

    /// <summary>AES in counter mode over (salt XOR label), RFC 3711 section 4.3.3. A shorter salt is filled with zeros on the right.</summary>
    private static byte[] Derive(Aes aes, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        Span<byte> block = stackalloc byte[AesCounter.BlockLength];
        block.Clear();
        masterSalt.CopyTo(block);
        block[LabelPosition] ^= label;
        var key = new byte[length];
        AesCounter.Apply(aes, block, key);
        return key;
    }
}
