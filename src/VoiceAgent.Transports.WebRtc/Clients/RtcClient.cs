using System.Globalization;
using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.DataChannels;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Rtp;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Clients;

/// <summary>
/// The other side of a call, for load generators and tests: makes the offer, checks the server's address, and then does what browsers do. Sans-IO,
/// one caller at a time, as <see cref="RtcSession"/>.
/// </summary>
internal sealed class RtcClient : IDisposable
{
    private const int TransactionLength = 12;
    private static readonly TimeSpan FirstChecks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LaterChecks = TimeSpan.FromSeconds(2);

    private readonly RtcClientSetup _setup;
    private readonly RtcAudio _audio;
    private readonly byte[] _transaction = new byte[TransactionLength];
    private readonly byte[] _check = new byte[StunBinding.MaxLength];
    private IceCredentials _local = IceCredentials.Create();
    private IceCredentials? _remote;
    private List<byte[]> _fingerprints = [];
    private RtcLink? _link;
    private int _checkLength;
    private bool _hasPath;
    private TimeSpan _nextCheck = TimeSpan.MaxValue;

    public RtcClient(RtcClientSetup setup)
    {
        _setup = setup;
        Ssrc = (uint)setup.Random.NextInt64(1, uint.MaxValue);
        var name = Ssrc.ToString("x8", CultureInfo.InvariantCulture);
        var reports = new RtcpReporter(Ssrc, name, setup.Codec.ClockRate, setup.Epoch, setup.Random);
        _audio = new RtcAudio(setup.Codec, Ssrc, (ushort)setup.Random.Next(1 << 15), reports) { MaySend = true };
    }

    /// <summary>Our synchronization source.</summary>
    public uint Ssrc { get; }

    /// <summary>Our credentials.</summary>
    public IceCredentials Local => _local;

    /// <summary>The server's credentials; null before its answer.</summary>
    public IceCredentials? Remote => _remote;

    /// <summary>True once audio and messages may flow.</summary>
    public bool IsConnected => _link is { IsConnected: true, EndReason: null };

    /// <summary>Why the call ended; null while it has not.</summary>
    public RtcEndReason? EndReason => _link?.EndReason;

    /// <summary>Counters so far.</summary>
    public RtcStatistics Statistics => _audio.Describe(0);

    /// <summary>When <see cref="HandleTimeout"/> is wanted; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextTimeout => _link is not null && _link.NextTimeout < _nextCheck ? _link.NextTimeout : _nextCheck;

    /// <summary>The description for the server; with new credentials after <see cref="Restart"/>.</summary>
    public string Offer()
    {
        var codec = _setup.Codec;
        var channels = SdpAnswer.ChannelsOf(codec) is 2 ? "/2" : "";
        return $"""
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            a=ice-ufrag:{_local.Fragment}
            a=ice-pwd:{_local.Password}
            a=fingerprint:sha-256 {_setup.Certificate.Fingerprint}
            a=setup:actpass
            m=audio 9 UDP/TLS/RTP/SAVPF {codec.PayloadType}
            c=IN IP4 0.0.0.0
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=rtpmap:{codec.PayloadType} {codec.Name}/{codec.ClockRate}{channels}
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:1
            a=sctp-port:5000
            a=max-message-size:262144

            """.ReplaceLineEndings("\r\n");
    }

    /// <summary>Begins ICE anew; the next <see cref="Offer"/> says so.</summary>
    public void Restart() => _local = IceCredentials.Create();

    /// <summary>Takes the server's answer and begins to connect.</summary>
    /// <exception cref="ArgumentException">It is none, or refuses.</exception>
    public void Accept(string answer, TimeSpan now)
    {
        if (
            !SdpParser.TryParse(answer, out var parsed, out _)
            || parsed.Media.Find(media => media.IsUsableAudio) is not { } audio
            || audio.Transport.Over(parsed.Transport) is not { Credentials: { } remote } transport
        )
        {
            throw new ArgumentException("The answer does not take the offer.", nameof(answer));
        }

        (_remote, _fingerprints) = (remote, transport.Fingerprints);
        if (_link is null)
        {
            var role = transport.Setup is SdpSetup.Active ? DtlsRole.Server : DtlsRole.Client;
            var dtls = _setup.Dtls.Create(role, _setup.Certificate, new DtlsOptions());
            _link = new RtcLink(dtls, role, _audio, IsKnown, _setup.Random);
            if (parsed.Media.Exists(media => media.IsUsableData))
            {
                _link.UseMessages(new DataChannelOptions(), now);
            }
        }

        _nextCheck = now;
    }

    /// <summary>Takes one datagram of the server; decrypted in place.</summary>
    public RtcDropReason Receive(Span<byte> datagram, TimeSpan now)
    {
        if (_link is null)
        {
            return RtcDropReason.NotConnected;
        }

        if (!StunMessage.LooksRight(datagram))
        {
            return _link.Receive(datagram, now);
        }

        if (
            !StunMessage.TryRead(datagram, out var message)
            || message.Type is not StunType.BindingSuccess
            || !message.TransactionId.SequenceEqual(_transaction)
            || !message.IsIntegrityRight(_remote!.Key)
        )
        {
            return RtcDropReason.Malformed;
        }

        _hasPath = true;
        _link.Start(now);
        return RtcDropReason.None;
    }

    /// <summary>The next datagram to send to the server.</summary>
    /// <returns>Its length; zero when there is none.</returns>
    public int TakeTransmit(Span<byte> buffer, TimeSpan now)
    {
        if (_checkLength > 0)
        {
            var length = _checkLength;
            _check.AsSpan(0, length).CopyTo(buffer);
            _checkLength = 0;
            return length;
        }

        return _hasPath ? _link!.Take(buffer, now) : 0;
    }

    /// <summary>The next packet or message of the server; valid until the next call of <see cref="Receive"/>.</summary>
    public bool TryTakeInput(out RtcInput input)
    {
        input = default;
        return _link is not null && _link.TryTakeInput(out input);
    }

    /// <summary>Does what is due: checks, retransmissions, reports.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        _link?.HandleTimeout(now);
        if (now < _nextCheck)
        {
            return;
        }

        _nextCheck = now + (_hasPath ? LaterChecks : FirstChecks);
        RandomNumberGenerator.Fill(_transaction);
        _checkLength = StunBinding.WriteRequest(_check, _transaction, _local, _remote!, isNominating: true);
    }

    /// <summary>Opens the message channel.</summary>
    public bool TryOpenChannel(string label, TimeSpan now) => _link is not null && _link.TryOpenChannel(label, now);

    /// <summary>Sends one encoded packet.</summary>
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker, TimeSpan now) =>
        _link is not null && _link.TrySendAudio(payload, timestamp, marker, now);

    /// <summary>Sends a message.</summary>
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText, TimeSpan now) =>
        _link is not null && _link.TrySendMessage(message, isText, now);

    /// <summary>Ends the call: the goodbyes are there to be taken.</summary>
    public void Close(TimeSpan now)
    {
        _link?.Close("done", now);
        _nextCheck = TimeSpan.MaxValue;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_link is null)
        {
            _audio.Dispose();
        }

        _link?.Dispose();
    }

    private bool IsKnown(ReadOnlyMemory<byte> fingerprint) =>
        _fingerprints.Exists(known => fingerprint.Span.SequenceEqual(known));
}
