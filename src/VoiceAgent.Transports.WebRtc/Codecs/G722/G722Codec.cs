namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>
/// G.722 on RTP: 16 kHz at 64 kbit/s (ITU-T G.722; RFC 3551 section 4.5.2). Its RTP clock says 8 kHz, a mistake that was kept: one tick is
/// one byte is two samples.
/// </summary>
internal sealed class G722Codec : IAudioCodec
{
    private const int Rate = 16_000;
    private readonly G722Encoder _encoder = new();
    private readonly G722Decoder _decoder = new();
    private readonly WaveformConcealer _concealer = new(Rate);

    public RtcCodec Codec => RtcCodec.G722;

    public int EncoderRate => Rate;

    public int DecoderRate => Rate;

    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        if (samples.Length % 2 != 0 || payload.Length < samples.Length / 2)
        {
            throw new ArgumentException("Two samples make a byte.", nameof(samples));
        }

        for (var i = 0; i < samples.Length / 2; i++)
        {
            payload[i] = _encoder.Encode(samples[2 * i], samples[(2 * i) + 1]);
        }

        return samples.Length / 2;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        if (samples.Length < payload.Length * 2)
        {
            throw new ArgumentException("One byte makes two samples.", nameof(samples));
        }

        for (var i = 0; i < payload.Length; i++)
        {
            (samples[2 * i], samples[(2 * i) + 1]) = _decoder.Decode(payload[i]);
        }

        _concealer.Accept(samples[..(payload.Length * 2)]);
        return payload.Length * 2;
    }

    public int Duration(ReadOnlySpan<byte> payload) => payload.Length;

    public void Conceal(Span<short> samples) => _concealer.Conceal(samples);

    public void Dispose() { }
}
