using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Says again what a codec encoded once: many calls with the same voice, encoded only the first time.</summary>
internal sealed class RecordedCodec(RtcCodec codec, int rate, IReadOnlyList<byte[]> payloads) : IAudioCodec
{
    private int _next;

    public RtcCodec Codec => codec;

    public int EncoderRate => rate;

    public int DecoderRate => rate;

    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        var next = payloads[_next++ % payloads.Count];
        next.CopyTo(payload);
        return next.Length;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples) => 0;

    public int Duration(ReadOnlySpan<byte> payload) => 0;

    public void Conceal(Span<short> samples) => samples.Clear();

    public void Dispose() { }
}
