namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>Decodes one byte to two samples of 16 kHz, at 64 kbit/s (ITU-T G.722 section 4).</summary>
internal sealed class G722Decoder
{
    private const int Limit = 16383;

    private readonly G722Bands _bands = new();
    private readonly G722Predictor _low = new();
    private readonly G722Predictor _high = new();
    private readonly G722Scale _lowScale = new(initialStep: 32, exponent: 8, maxLogarithm: 18432);
    private readonly G722Scale _highScale = new(initialStep: 8, exponent: 10, maxLogarithm: 22528);

    /// <summary>Decodes a byte.</summary>
    public (short First, short Second) Decode(byte code)
    {
        var low = DecodeLow(code & 63);
        var high = DecodeHigh(code >> 6);
        var (even, odd) = _bands.Filter(low + high, low - high);
        return ((short)G722Tables.Saturate(odd >> 11), (short)G722Tables.Saturate(even >> 11));
    }

    private int DecodeLow(int code)
    {
        var fine = (_lowScale.Step * G722Tables.LowFineLevels[code]) >> 15;
        var sample = Math.Clamp(_low.Prediction + fine, -Limit - 1, Limit);
        var coarse = code >> 2;
        var quantized = (_lowScale.Step * G722Tables.LowCoarseLevels[coarse]) >> 15;
        _lowScale.Adapt(G722Tables.LowStepChanges[coarse]);
        _low.Adapt(quantized);
        return sample;
    }

    private int DecodeHigh(int code)
    {
        var quantized = (_highScale.Step * G722Tables.HighLevels[code]) >> 15;
        var sample = Math.Clamp(_high.Prediction + quantized, -Limit - 1, Limit);
        _highScale.Adapt(G722Tables.HighStepChanges[code]);
        _high.Adapt(quantized);
        return sample;
    }
}
