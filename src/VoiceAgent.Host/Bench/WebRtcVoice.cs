using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Hosting.Bench;

/// <summary>A second of a voice-like sound, for calls of the load test.</summary>
internal static class WebRtcVoice
{
    private const int Frames = 50;

    /// <summary>The codec of a load, by the name of its peers.</summary>
    public static RtcCodec CodecOf(string kind) => kind == WebRtcPeers.OpusKind ? RtcCodec.Opus : RtcCodec.Pcmu;

    /// <summary>The samples of a frame of 20 ms: a few harmonics whose loudness goes up and down.</summary>
    public static short[] Samples(int rate, int frame)
    {
        var samples = new short[rate / Frames];
        for (var i = 0; i < samples.Length; i++)
        {
            var at = ((frame % Frames * samples.Length) + i) / (double)rate;
            var loudness = 4000 * (1 + Math.Sin(2 * Math.PI * 3 * at));
            var wave = 0.0;
            for (var harmonic = 1; harmonic <= 5; harmonic++)
            {
                wave += Math.Sin(2 * Math.PI * 140 * harmonic * at) / harmonic;
            }

            samples[i] = (short)(loudness * wave / 2);
        }

        return samples;
    }

    /// <summary>The payloads of that second.</summary>
    public static byte[][] Encode(RtcCodec codec)
    {
        using var encoder = AudioCodecs.Create(codec, new OpusOptions());
        var payload = new byte[1500];
        return
        [
            .. Enumerable
                .Range(0, Frames)
                .Select(frame => payload[..encoder.Encode(Samples(encoder.EncoderRate, frame), payload)]),
        ];
    }
}
