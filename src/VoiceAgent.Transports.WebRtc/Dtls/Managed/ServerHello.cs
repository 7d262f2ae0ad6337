using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>A server's choice (RFC 5246 section 7.4.1.3).</summary>
internal sealed class ServerHello
{
    public byte[] Random { get; private set; } = [];

    public ushort Version { get; private set; }

    public ushort Suite { get; private set; }

    public byte Compression { get; private set; }

    public bool HasExtendedMasterSecret { get; private set; }

    public SrtpProfile Profile { get; private set; }

    /// <summary>True when it chose something that was not offered.</summary>
    public bool HasUnsolicited { get; private set; }

    public static byte[] Write(ReadOnlySpan<byte> random, ClientHello offer)
    {
        var hello = new TlsWriter().Short(TlsNumbers.Version).Bytes(random).Vector(1, []);
        hello.Short(TlsNumbers.CipherSuite).Byte(0);
        var extensions = hello.Begin(2);
        hello.Short(TlsNumbers.ExtendedMasterSecret).Short(0);
        if (offer.OffersRenegotiationInfo)
        {
            hello.Short(TlsNumbers.RenegotiationInfo).Short(1).Byte(0);
        }

        if (offer.OffersPointFormats)
        {
            hello.Short(TlsNumbers.PointFormats).Short(2).Byte(1).Byte(0);
        }

        if (offer.Profile is not SrtpProfile.None)
        {
            hello.Short(TlsNumbers.UseSrtp).Short(5).Short(2).Short((ushort)offer.Profile).Byte(0);
        }

        return hello.End(extensions, 2).ToArray();
    }

    /// <summary>Null when it is malformed.</summary>
    public static ServerHello? Parse(ReadOnlySpan<byte> body)
    {
        var reader = new TlsReader(body);
        var hello = new ServerHello
        {
            Version = reader.Short(),
            Random = reader.Bytes(TlsNumbers.RandomBytes).ToArray(),
        };
        reader.Vector8();
        hello.Suite = reader.Short();
        hello.Compression = reader.Byte();
        var extensions = new TlsReader(reader.HasMore ? reader.Vector16() : []);
        var areSound = true;
        while (extensions.HasMore && areSound)
        {
            var type = extensions.Short();
            areSound = hello.TakeExtension(type, extensions.Vector16());
        }

        return areSound && extensions.IsComplete && reader.IsComplete ? hello : null;
    }

    private bool TakeExtension(ushort type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case TlsNumbers.ExtendedMasterSecret:
                HasExtendedMasterSecret = true;
                return value.IsEmpty;
            case TlsNumbers.RenegotiationInfo:
                // A first handshake has nothing to bind to (RFC 5746 section 3.4).
                return value is [0];
            case TlsNumbers.UseSrtp:
                var reader = new TlsReader(value);
                var profile = new TlsReader(reader.Vector16());
                Profile = (SrtpProfile)profile.Short();
                HasUnsolicited |= Profile is not (SrtpProfile.AeadAes128Gcm or SrtpProfile.Aes128CmSha1_80);
                return profile.IsComplete && reader.Vector8().IsEmpty && reader.IsComplete;
            case TlsNumbers.PointFormats:
                return true;
            default:
                HasUnsolicited = true;
                return true;
        }
    }
}
