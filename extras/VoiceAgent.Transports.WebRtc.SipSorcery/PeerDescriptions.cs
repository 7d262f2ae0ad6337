using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SIPSorcery.Net;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// Offers and answers of one session (RFC 3264). Both are read and written here, as for the other engine; the library is told what was agreed, and
/// asked for its credentials, certificate and port. One caller at a time.
/// </summary>
internal sealed class PeerDescriptions
{
    private const int MaxMessageBytes = 256 * 1024;

    private readonly RTCPeerConnection _peer;
    private readonly SessionNetwork _network;
    private readonly ulong _sessionId;
    private int _version;

    /// <summary>Tells the library of the first offer.</summary>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidOffer"/>: the library takes it not.</exception>
    public PeerDescriptions(RTCPeerConnection peer, SessionSetup setup)
    {
        (_peer, _network) = (peer, setup.Network);

        // 63 bits at most (RFC 9429 section 5.2.1).
        _sessionId = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 1;
        peer.addTrack(TrackOf(setup.Agreement.Codec));
        Take(setup.Offer, setup.Agreement);
    }

    /// <summary>What was agreed last.</summary>
    public SdpAgreement Agreement { get; private set; }

    /// <summary>The answer to the last offer.</summary>
    public string Answer { get; private set; }

    /// <summary>Answers a later offer of the same peer.</summary>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidOffer"/>: it cannot be taken.</exception>
    public void Renew(string offer)
    {
        if (
            !SdpParser.TryParse(offer, out var parsed, out var problem)
            || !Agreement.TryRenew(parsed, out var agreement, out problem)
        )
        {
            throw RtcRefusal.InvalidOffer(problem);
        }

        Take(parsed, agreement);
    }

    [MemberNotNull(nameof(Agreement), nameof(Answer))]
    private void Take(SdpOffer offer, SdpAgreement agreement)
    {
        var result = _peer.setRemoteDescription(
            new RTCSessionDescriptionInit { type = RTCSdpType.offer, sdp = PeerOffer.Write(agreement) }
        );
        if (result is not SetDescriptionResultEnum.OK)
        {
            throw RtcRefusal.InvalidOffer($"the offer cannot be taken: {result}");
        }

        // Each offer resets both: which end begins, and the number that audio could have but for telephone events.
        _peer.IceRole = agreement.Role is DtlsRole.Client ? IceRolesEnum.active : IceRolesEnum.passive;
        _peer.AudioStream.NegotiatedRtpEventPayloadID = 0;
        _ = _peer.setLocalDescription(_peer.createAnswer());
        Agreement = agreement;
        _version++;
        Answer = Write(offer);
    }

    private string Write(SdpOffer offer)
    {
        var channel = _peer.GetRtpChannel();
        return SdpAnswer.Write(
            offer,
            Agreement,
            new SdpLocal
            {
                SessionId = _sessionId,
                Version = _version,
                IsLite = false,
                Credentials = new IceCredentials(channel.LocalIceUser, channel.LocalIcePassword),
                Fingerprint = _peer.DtlsCertificateFingerprint.value.ToUpperInvariant(),
                Candidates = _network.Candidates(channel.RTPPort),
                Ssrc = _peer.AudioStream.LocalTrack.Ssrc,
                CanonicalName = _peer.AudioStream.RtcpSession.Cname,
                MaxMessageSize = MaxMessageBytes,
            }
        );
    }

    private static MediaStreamTrack TrackOf(RtcCodec codec)
    {
        var format = new SDPAudioVideoMediaFormat(
            SDPMediaTypesEnum.audio,
            codec.PayloadType,
            codec.Name,
            codec.ClockRate,
            SdpAnswer.ChannelsOf(codec)
        );
        return new MediaStreamTrack(SDPMediaTypesEnum.audio, isRemote: false, [format]) { NoDtmfSupport = true };
    }
}
