using VoiceAgent.Transports.WebRtc.Codecs.G722;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>The codecs of this package, the best first.</summary>
internal static class AudioCodecs
{
    private static readonly RtcCodec[] Managed = [RtcCodec.G722, RtcCodec.Pcmu, RtcCodec.Pcma];
    private static readonly RtcCodec[] All = [RtcCodec.Opus, .. Managed];

    /// <summary>Those that can be used on this machine: all but Opus where libopus is missing.</summary>
    public static IReadOnlyList<RtcCodec> Available => OpusLibrary.Availability.IsAvailable ? All : Managed;

    /// <summary>An encoder and a decoder for what was agreed.</summary>
    /// <param name="codec">Names are compared without case; the payload type does not matter.</param>
    /// <param name="opus">How Opus is used.</param>
    /// <exception cref="ArgumentException">There is no such codec.</exception>
    /// <exception cref="Errors.VoiceAgentException">libopus is missing.</exception>
    public static IAudioCodec Create(RtcCodec codec, OpusOptions opus) =>
        Array.Find(All, known => known.Name.Equals(codec.Name, StringComparison.OrdinalIgnoreCase)) switch
        {
            var known when known == RtcCodec.Opus => new OpusCodec(opus),
            var known when known == RtcCodec.G722 => new G722Codec(),
            var known when known == RtcCodec.Pcmu => G711Codec.MuLaw(),
            var known when known == RtcCodec.Pcma => G711Codec.ALaw(),
            _ => throw new ArgumentException($"There is no codec {codec.Name}.", nameof(codec)),
        };
}
