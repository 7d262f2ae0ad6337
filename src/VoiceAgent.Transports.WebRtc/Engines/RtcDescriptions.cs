using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.DataChannels;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Offers and answers of one session (RFC 3264): what stays the same in all of them, and what was agreed last.</summary>
internal sealed class RtcDescriptions
{
    private const int CanonicalNameLength = 24;
    private const int MaxMessageBytes = 256 * 1024;

    private readonly RtcSessionSetup _setup;
    private readonly ulong _sessionId;
    private SdpAgreement _agreement;
    private int _version = 1;

    public RtcDescriptions(RtcSessionSetup setup)
    {
        _setup = setup;
        _agreement = setup.Agreement;
        Role = setup.Agreement.Role;
        Local = IceCredentials.Create();
        Ssrc = (uint)setup.Random.NextInt64(1, uint.MaxValue);
        CanonicalName = RandomNumberGenerator.GetHexString(CanonicalNameLength, lowercase: true);

        // 63 bits at most (RFC 9429 section 5.2.1).
        _sessionId = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 1;
        Answer = Write(setup.Offer);
    }

    /// <summary>Our credentials.</summary>
    public IceCredentials Local { get; private set; }

    /// <summary>Our end of the DTLS handshake.</summary>
    public DtlsRole Role { get; }

    /// <summary>Our synchronization source.</summary>
    public uint Ssrc { get; }

    /// <summary>Name of our source.</summary>
    public string CanonicalName { get; }

    /// <summary>The answer to the last offer.</summary>
    public string Answer { get; private set; }

    /// <summary>Limits of the data channels; null when the peer wants none.</summary>
    public DataChannelOptions? DataChannelOptions =>
        _agreement.Data is not { } data
            ? null
            : new DataChannelOptions
            {
                MaxMessageBytes = MaxMessageBytes,

                // Zero means any length (RFC 8841 section 6.1).
                PeerMaxMessageBytes = data.MaxMessageSize is 0
                    ? MaxMessageBytes
                    : (int)Math.Min(MaxMessageBytes, data.MaxMessageSize),
                MaxBuffered = _setup.Options.DataChannelCapacity,
                RemotePort = (ushort)data.SctpPort,
            };

    /// <summary>True for the SHA-256 of a certificate the peer's description names.</summary>
    public bool IsKnown(ReadOnlyMemory<byte> fingerprint) => _agreement.IsKnown(fingerprint);

    /// <summary>Answers a later offer of the same peer.</summary>
    /// <param name="offer">Parsed.</param>
    /// <param name="remote">The peer's credentials so far; others mean that ICE restarts, with new ones of ours.</param>
    /// <param name="agreement">What is agreed now.</param>
    /// <param name="problem">Why it cannot be answered, for the peer.</param>
    public bool TryRenew(
        SdpOffer offer,
        IceCredentials remote,
        [NotNullWhen(true)] out SdpAgreement? agreement,
        out string problem
    )
    {
        if (!_agreement.TryRenew(offer, out agreement, out problem))
        {
            return false;
        }

        if (agreement.Remote.Fragment != remote.Fragment || agreement.Remote.Password != remote.Password)
        {
            Local = IceCredentials.Create();
        }

        _agreement = agreement;
        _version++;
        Answer = Write(offer);
        return true;
    }

    private string Write(SdpOffer offer) =>
        SdpAnswer.Write(
            offer,
            _agreement,
            new SdpLocal
            {
                SessionId = _sessionId,
                Version = _version,
                Credentials = Local,
                Fingerprint = _setup.Certificate.Fingerprint,
                Candidates = _setup.Candidates,
                Ssrc = Ssrc,
                CanonicalName = CanonicalName,
                MaxMessageSize = MaxMessageBytes,
            }
        );
}
