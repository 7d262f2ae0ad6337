using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>A client's first message: what it can do (RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1).</summary>
internal sealed class ClientHello
{
    /// <summary>What we prefer, and offer.</summary>
    private static ReadOnlySpan<SrtpProfile> Profiles => [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmSha1_80];

    public byte[] Random { get; private set; } = [];

    public bool OffersVersion { get; private set; }

    public bool OffersSuite { get; private set; }

    public bool OffersCompressionNull { get; private set; }

    public bool OffersCurve { get; private set; }

    public bool OffersSignature { get; private set; }

    public bool OffersPointFormats { get; private set; }

    public bool OffersExtendedMasterSecret { get; private set; }

    /// <summary>True when it knows secure renegotiation, said with the extension or with the suite that stands for it.</summary>
    public bool OffersRenegotiationInfo { get; private set; }

    /// <summary>True when it claims to renegotiate, which a first hello cannot.</summary>
    public bool IsRenegotiation { get; private set; }

    public bool OffersSrtp { get; private set; }

    /// <summary>Our favourite among its profiles.</summary>
    public SrtpProfile Profile { get; private set; }

    public static byte[] Write(ReadOnlySpan<byte> random, ReadOnlySpan<byte> cookie)
    {
        var hello = new TlsWriter().Short(TlsNumbers.Version).Bytes(random).Vector(1, []).Vector(1, cookie);
        hello.Short(2).Short(TlsNumbers.CipherSuite).Vector(1, [0]);
        var extensions = hello.Begin(2);
        hello.Short(TlsNumbers.SupportedGroups).Short(4).Short(2).Short(TlsNumbers.P256);
        hello.Short(TlsNumbers.PointFormats).Short(2).Byte(1).Byte(0);
        hello.Short(TlsNumbers.SignatureAlgorithms).Short(4).Short(2).Short(TlsNumbers.EcdsaSha256);
        hello.Short(TlsNumbers.ExtendedMasterSecret).Short(0);
        hello.Short(TlsNumbers.RenegotiationInfo).Short(1).Byte(0);
        hello.Short(TlsNumbers.UseSrtp).Short((ushort)(3 + (2 * Profiles.Length))).Short((ushort)(2 * Profiles.Length));
        foreach (var profile in Profiles)
        {
            hello.Short((ushort)profile);
        }

        return hello.Byte(0).End(extensions, 2).ToArray();
    }

    /// <summary>Null when it is malformed.</summary>
    public static ClientHello? Parse(ReadOnlySpan<byte> body)
    {
        var reader = new TlsReader(body);
        var hello = new ClientHello { OffersVersion = IsNewEnough(reader.Short()) };
        hello.Random = reader.Bytes(TlsNumbers.RandomBytes).ToArray();
        reader.Vector8();
        reader.Vector8();
        var suites = new TlsReader(reader.Vector16());
        while (suites.HasMore)
        {
            var suite = suites.Short();
            hello.OffersSuite |= suite == TlsNumbers.CipherSuite;
            hello.OffersRenegotiationInfo |= suite == TlsNumbers.RenegotiationSignal;
        }

        hello.OffersCompressionNull = reader.Vector8().Contains((byte)0);
        var areSound = true;
        if (reader.HasMore)
        {
            var extensions = new TlsReader(reader.Vector16());
            while (extensions.HasMore && areSound)
            {
                var type = extensions.Short();
                areSound = hello.TakeExtension(type, extensions.Vector16());
            }

            areSound &= extensions.IsComplete;
        }

        return areSound && suites.IsComplete && reader.IsComplete ? hello : null;
    }

    /// <summary>True when our curve or signature, or whatever else has two bytes, is in a list.</summary>
    private static bool Lists(ReadOnlySpan<byte> extension, ushort wanted, out bool isSound)
    {
        var reader = new TlsReader(extension);
        var list = new TlsReader(reader.Vector16());
        var found = false;
        while (list.HasMore)
        {
            found |= list.Short() == wanted;
        }

        isSound = reader.IsComplete && list.IsComplete;
        return found;
    }

    /// <summary>Versions of DTLS count down.</summary>
    private static bool IsNewEnough(ushort version) => version >> 8 == 0xFE && (byte)version <= 0xFD;

    private bool TakeExtension(ushort type, ReadOnlySpan<byte> value)
    {
        var isSound = true;
        switch (type)
        {
            case TlsNumbers.SupportedGroups:
                OffersCurve = Lists(value, TlsNumbers.P256, out isSound);
                break;
            case TlsNumbers.SignatureAlgorithms:
                OffersSignature = Lists(value, TlsNumbers.EcdsaSha256, out isSound);
                break;
            case TlsNumbers.PointFormats:
                OffersPointFormats = true;
                break;
            case TlsNumbers.ExtendedMasterSecret:
                OffersExtendedMasterSecret = value.IsEmpty;
                break;
            case TlsNumbers.RenegotiationInfo:
                OffersRenegotiationInfo = true;
                IsRenegotiation = value is not [0];
                break;
            case TlsNumbers.SupportedVersions:
                var versions = new TlsReader(value);
                var list = new TlsReader(versions.Vector8());
                OffersVersion = false;
                while (list.HasMore)
                {
                    OffersVersion |= list.Short() == TlsNumbers.Version;
                }

                return versions.IsComplete && list.IsComplete;
            case TlsNumbers.UseSrtp:
                return TakeProfiles(value);
        }

        return isSound;
    }

    private bool TakeProfiles(ReadOnlySpan<byte> value)
    {
        var reader = new TlsReader(value);
        var profiles = reader.Vector16();
        reader.Vector8();
        OffersSrtp = true;
        foreach (var ours in Profiles)
        {
            var list = new TlsReader(profiles);
            while (list.HasMore && Profile is SrtpProfile.None)
            {
                Profile = list.Short() == (ushort)ours ? ours : SrtpProfile.None;
            }
        }

        return reader.IsComplete && profiles.Length % 2 == 0;
    }
}
