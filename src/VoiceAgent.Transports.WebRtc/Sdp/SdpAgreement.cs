using System.Diagnostics.CodeAnalysis;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>What an offer and our abilities have in common: one audio section, perhaps one data section, one transport for both.</summary>
internal sealed class SdpAgreement
{
    private SdpAgreement(SdpMedia audio, RtcCodec codec) => (Audio, Codec) = (audio, codec);

    /// <summary>The audio section that is taken.</summary>
    public SdpMedia Audio { get; }

    /// <summary>Its codec, with the peer's payload type.</summary>
    public RtcCodec Codec { get; }

    /// <summary>The data section that is taken; null for none.</summary>
    public SdpMedia? Data { get; private init; }

    /// <summary>The peer's ICE credentials.</summary>
    public required IceCredentials Remote { get; init; }

    /// <summary>SHA-256 fingerprints of which the peer's certificate must have one.</summary>
    public required IReadOnlyList<byte[]> Fingerprints { get; init; }

    /// <summary>Our end of the DTLS handshake.</summary>
    public required DtlsRole Role { get; init; }

    /// <summary>Which way audio flows, seen from us.</summary>
    public SdpDirection Direction =>
        (Audio.Direction.HasFlag(SdpDirection.Receive) ? SdpDirection.Send : SdpDirection.Inactive)
        | (Audio.Direction.HasFlag(SdpDirection.Send) ? SdpDirection.Receive : SdpDirection.Inactive);

    /// <summary>Finds what both sides can do.</summary>
    /// <param name="offer">The peer's description.</param>
    /// <param name="codecs">Our codecs, the preferred one first.</param>
    /// <param name="preferred">Our end of the handshake where the peer leaves the choice.</param>
    /// <param name="agreement">What was found.</param>
    /// <param name="problem">What is missing, for the peer.</param>
    public static bool TryCreate(
        SdpOffer offer,
        IReadOnlyList<RtcCodec> codecs,
        DtlsRole preferred,
        [NotNullWhen(true)] out SdpAgreement? agreement,
        out string problem
    )
    {
        (agreement, problem) = (null, "");
        if (!TryFindAudio(offer, codecs, out var audio, out var codec))
        {
            problem = "the offer has no audio section over DTLS-SRTP with rtcp-mux and a codec that is known here";
            return false;
        }

        var data = offer.Media.Find(media => media.IsUsableData && AreBundled(offer, audio, media));
        var transport = FindFirst(offer, audio, data).Transport.Over(offer.Transport);
        if (transport.Credentials is not { } remote || transport.Fingerprints.Count == 0)
        {
            problem = "the offer has no ice-ufrag, ice-pwd or SHA-256 fingerprint";
            return false;
        }

        if (transport.Setup is SdpSetup.HoldConnection || offer.IsLite)
        {
            problem = "the offer leaves it to this end to connect, which is a lite agent";
            return false;
        }

        agreement = new SdpAgreement(audio, codec)
        {
            Data = data,
            Remote = remote,
            Fingerprints = transport.Fingerprints,
            Role = transport.Setup switch
            {
                SdpSetup.ActiveOrPassive => preferred,
                SdpSetup.Passive => DtlsRole.Client,

                // Without a word the offerer is the active one (RFC 4145 section 4.1).
                _ => DtlsRole.Server,
            },
        };
        return true;
    }

    /// <summary>Finds what both sides can do in a later offer of the same peer: with the same codec, keys and ends of the handshake.</summary>
    /// <param name="offer">The peer's new description.</param>
    /// <param name="agreement">What was found.</param>
    /// <param name="problem">Why there is nothing, for the peer.</param>
    public bool TryRenew(SdpOffer offer, [NotNullWhen(true)] out SdpAgreement? agreement, out string problem)
    {
        if (!TryCreate(offer, [Codec], Role, out agreement, out problem))
        {
            return false;
        }

        if (agreement.Role != Role || !agreement.Fingerprints.Any(fingerprint => IsKnown(fingerprint)))
        {
            (agreement, problem) = (null, "another certificate or setup role needs a new connection");
            return false;
        }

        return true;
    }

    /// <summary>True for the SHA-256 of a certificate the peer's description names.</summary>
    public bool IsKnown(ReadOnlyMemory<byte> fingerprint) =>
        Fingerprints.Any(known => fingerprint.Span.SequenceEqual(known));

    private static bool TryFindAudio(
        SdpOffer offer,
        IReadOnlyList<RtcCodec> codecs,
        [NotNullWhen(true)] out SdpMedia? audio,
        [NotNullWhen(true)] out RtcCodec? codec
    )
    {
        foreach (var media in offer.Media.Where(media => media.IsUsableAudio))
        {
            foreach (var candidate in codecs)
            {
                if (FindPayloadType(media, candidate) is { } payloadType)
                {
                    (audio, codec) = (media, candidate with { PayloadType = payloadType });
                    return true;
                }
            }
        }

        (audio, codec) = (null, null);
        return false;
    }

    // In the order of the line, which is the peer's preference among numbers of the same codec.
    private static byte? FindPayloadType(SdpMedia media, RtcCodec codec)
    {
        foreach (var format in media.Formats)
        {
            if (
                byte.TryParse(format, out var number)
                && media.Find(number) is { } offered
                && offered.Name.Equals(codec.Name, StringComparison.OrdinalIgnoreCase)
                && offered.ClockRate == codec.ClockRate
                && offered.Channels == SdpAnswer.ChannelsOf(codec)
            )
            {
                return number;
            }
        }

        return null;
    }

    private static bool AreBundled(SdpOffer offer, SdpMedia audio, SdpMedia data) =>
        audio.Mid is { } first
        && data.Mid is { } second
        && offer.Bundle.Contains(first)
        && offer.Bundle.Contains(second);

    // The transport is the one of the first section of the bundle that is taken (RFC 9143 section 7.3).
    private static SdpMedia FindFirst(SdpOffer offer, SdpMedia audio, SdpMedia? data) =>
        data is not null && offer.Bundle.IndexOf(data.Mid!) < offer.Bundle.IndexOf(audio.Mid!) ? data : audio;
}
