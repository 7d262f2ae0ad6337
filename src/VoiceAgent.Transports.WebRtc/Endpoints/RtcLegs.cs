using VoiceAgent.Audio;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Makes connections of peers: accepts their offers, and puts codec, jitter buffer and clock on what comes of it. Thread-safe.</summary>
internal sealed class RtcLegs(IRtcEngine engine, MediaPacer pacer)
{
    private static readonly int[] OpusRates = [8000, 12_000, 16_000, 24_000, 48_000];

    /// <summary>Answers an offer.</summary>
    /// <exception cref="Errors.VoiceAgentException">It is refused.</exception>
    public ValueTask<IRtcSession> AcceptAsync(string offer, TimeSpan deadline, CancellationToken cancellationToken) =>
        engine.AcceptAsync(
            offer,
            new RtcSessionOptions { Codecs = AudioCodecs.Available, ConnectDeadline = deadline },
            cancellationToken
        );

    /// <summary>A connection in the codec's own formats, which are the conversation's wherever the codec has them.</summary>
    /// <param name="session">The peer; owned from now on.</param>
    /// <param name="protocol">What its messages mean.</param>
    /// <param name="id">Name for logs.</param>
    /// <param name="formats">What the conversation listens to and speaks.</param>
    /// <param name="options">How audio is handled.</param>
    public RtcMediaConnection Connect(
        IRtcSession session,
        IRtcMessageProtocol protocol,
        string id,
        (AudioFormat Input, AudioFormat Output) formats,
        RtcMediaOptions options
    )
    {
        var standard = new OpusOptions();
        var opus = standard with
        {
            DecoderRate = RateFor(formats.Input, standard.DecoderRate),
            EncoderRate = RateFor(formats.Output, standard.EncoderRate),
        };
        var codec = AudioCodecs.Create(session.Codec, opus);
        return new RtcMediaConnection(session, codec, protocol, pacer, id, options);
    }

    /// <summary>The connection in the conversation's formats.</summary>
    public static IMediaConnection Convert(RtcMediaConnection leg, AudioFormat input, AudioFormat output) =>
        leg.Info.Input == input && leg.Info.Output == output ? leg : new ConvertedConnection(leg, input, output);

    private static int RateFor(AudioFormat format, int standard) =>
        OpusRates.Contains(format.SampleRate) ? format.SampleRate : standard;
}
