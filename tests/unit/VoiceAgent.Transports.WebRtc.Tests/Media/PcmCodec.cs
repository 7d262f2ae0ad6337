using VoiceAgent.Audio;
using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>A codec that changes nothing: 16-bit PCM at 16 kHz in, 24 kHz out, with the clock of Opus.</summary>
internal sealed class PcmCodec : IAudioCodec
{
    public RtcCodec Codec => RtcCodec.Opus;

    public int EncoderRate => 24_000;

    public int DecoderRate => 16_000;

    public double ExpectedLoss { get; private set; } = double.NaN;

    public bool IsDisposed { get; private set; }

    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        Pcm16.AsBytes(samples).CopyTo(payload);
        return samples.Length * sizeof(short);
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        Pcm16.AsSamples(payload).CopyTo(samples);
        return payload.Length / sizeof(short);
    }

    public int Duration(ReadOnlySpan<byte> payload) => payload.Length / sizeof(short) * 3;

    public void Conceal(Span<short> samples) => samples.Clear();

    public void ExpectLoss(double fraction) => ExpectedLoss = fraction;

    public void Dispose() => IsDisposed = true;
}
