using System.Net;
using System.Text;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Dtls.Managed;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>A session and a client in one process and in virtual time; nothing is lost between them.</summary>
internal sealed class SessionPair : IDisposable
{
    private static readonly DtlsCertificate ServerCertificate = DtlsCertificate.Create(TimeProvider.System);
    private static readonly DtlsCertificate ClientCertificate = DtlsCertificate.Create(TimeProvider.System);
    private readonly byte[] _buffer = new byte[RtcLink.DatagramLength];

    public SessionPair(int seed = 1, DtlsRole role = DtlsRole.Server, DtlsCertificate? shown = null)
    {
        Client = new RtcClient(
            new RtcClientSetup
            {
                Dtls = new ManagedDtlsProvider(),
                Certificate = ClientCertificate,
                Codec = RtcCodec.Pcmu,
                Epoch = DateTimeOffset.UnixEpoch,
                Random = new Random(seed),
            }
        );
        var offer = Client.Offer();
        if (shown is not null)
        {
            offer = offer.Replace(ClientCertificate.Fingerprint, shown.Fingerprint, StringComparison.Ordinal);
        }

        var parsed = Parse(offer);
        Assert.True(SdpAgreement.TryCreate(parsed, [RtcCodec.Pcmu], role, out var agreement, out var problem), problem);
        Session = new RtcSession(
            new RtcSessionSetup
            {
                Offer = parsed,
                Agreement = agreement,
                Options = new RtcSessionOptions { Codecs = [RtcCodec.Pcmu] },
                Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
                Certificate = ServerCertificate,
                Candidates = [new IceCandidate(new IPEndPoint(IPAddress.Loopback, 5000), IsTcp: false)],
                Epoch = DateTimeOffset.UnixEpoch,
                Random = new Random(seed + 1),
            },
            TimeSpan.Zero
        );
    }

    public RtcSession Session { get; }

    public RtcClient Client { get; }

    public RtcAddress ClientAddress { get; set; } = Address(40000);

    public TimeSpan Now { get; private set; }

    /// <summary>True while the client is cut off.</summary>
    public bool IsCut { get; set; }

    /// <summary>What the session said, audio left out.</summary>
    public List<string> FromClient { get; } = [];

    /// <summary>What the server sent, audio left out.</summary>
    public List<string> FromServer { get; } = [];

    public List<byte[]> AudioFromClient { get; } = [];

    public List<byte[]> AudioFromServer { get; } = [];

    /// <summary>The datagrams of the client.</summary>
    public List<byte[]> Captured { get; } = [];

    public bool Captures { get; set; }

    public static RtcAddress Address(int port) => RtcAddress.From(new IPEndPoint(IPAddress.Loopback, port), 0);

    public static SdpOffer Parse(string text)
    {
        Assert.True(SdpParser.TryParse(text, out var offer, out var problem), problem);
        return offer;
    }

    /// <summary>Connects, with a channel for messages.</summary>
    public void Connect()
    {
        Client.Accept(Session.Answer, Now);
        Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(Client.IsConnected);
        Assert.Equal(RtcSessionState.Connected, Session.State);
        Assert.True(Client.TryOpenChannel("chat", Now));
        Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(["Connected"], FromClient);
    }

    /// <summary>Lets time pass, in steps of 10 ms.</summary>
    public void Advance(TimeSpan duration)
    {
        var end = Now + duration;
        Exchange();
        while (Now < end)
        {
            Now += TimeSpan.FromMilliseconds(10);
            if (Client.NextTimeout <= Now)
            {
                Client.HandleTimeout(Now);
            }

            if (Session.NextTimeout <= Now)
            {
                Session.HandleTimeout(Now);
            }

            Exchange();
        }
    }

    /// <summary>Moves datagrams until neither end has any.</summary>
    public void Exchange()
    {
        while (MoveToSession() | MoveToClient()) { }
        Read();
    }

    public void Dispose()
    {
        Session.Dispose();
        Client.Dispose();
    }

    private bool MoveToSession()
    {
        var moved = false;
        while (Client.TakeTransmit(_buffer, Now) is > 0 and var length)
        {
            moved = true;
            if (Captures)
            {
                Captured.Add(_buffer[..length]);
            }

            if (!IsCut)
            {
                Session.Receive(_buffer.AsSpan(0, length), ClientAddress, Now);
                Read();
            }
        }

        return moved;
    }

    private bool MoveToClient()
    {
        var moved = false;
        while (Session.TryTakeTransmit(_buffer, Now, out var length, out var to))
        {
            moved = true;
            if (!IsCut && to == ClientAddress)
            {
                Client.Receive(_buffer.AsSpan(0, length), Now);
                Read();
            }
        }

        return moved;
    }

    private void Read()
    {
        while (Session.TryTakeInput(out var input))
        {
            Note(input, FromClient, AudioFromClient);
        }

        while (Client.TryTakeInput(out var input))
        {
            Note(input, FromServer, AudioFromServer);
        }
    }

    private static void Note(RtcInput input, List<string> words, List<byte[]> audio)
    {
        if (input.Kind is RtcInputKind.Audio)
        {
            audio.Add(input.Payload.ToArray());
            return;
        }

        words.Add(
            input.Kind switch
            {
                RtcInputKind.Text => Encoding.UTF8.GetString(input.Payload.Span),
                RtcInputKind.Binary => $"{input.Payload.Length} bytes",
                RtcInputKind.Closed => "Closed: " + input.Reason,
                _ => input.Kind.ToString(),
            }
        );
    }
}
