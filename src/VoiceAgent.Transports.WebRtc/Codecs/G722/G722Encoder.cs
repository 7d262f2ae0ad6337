namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>Encodes two samples of 16 kHz as one byte, at 64 kbit/s (ITU-T G.722 section 3).</summary>
internal sealed class G722Encoder
{
    private readonly G722Bands _bands = new();
    private readonly G722Predictor _low = new();
    private readonly G722Predictor _high = new();
    private readonly G722Scale _lowScale = new(initialStep: 32, exponent: 8, maxLogarithm: 18432);
    private readonly G722Scale _highScale = new(initialStep: 8, exponent: 10, maxLogarithm: 22528);

    /// <summary>Encodes two samples.</summary>
    public byte Encode(short first, short second)
    {
        var (even, odd) = _bands.Filter(first, second);
        return (byte)((EncodeHigh((odd - even) >> 14) << 6) | EncodeLow((odd + even) >> 14));
    }

    private int EncodeLow(int sample)
    {
        var difference = G722Tables.Saturate(sample - _low.Prediction);
        var size = difference < 0 ? -(difference + 1) : difference;
        var thresholds = G722Tables.LowThresholds;
        var level = 0;
        while (level < thresholds.Length && size >= (thresholds[level] * _lowScale.Step) >> 12)
        {
            level++;
        }

        // Codes count down; those of the two smallest negative levels are apart (table 2).
        var code =
            difference >= 0 ? 61 - level
            : level < 2 ? 63 - level
            : 33 - level;
        var coarse = code >> 2;
        var quantized = (_lowScale.Step * G722Tables.LowCoarseLevels[coarse]) >> 15;
        _lowScale.Adapt(G722Tables.LowStepChanges[coarse]);
        _low.Adapt(quantized);
        return code;
    }

    private int EncodeHigh(int sample)
    {
        var difference = G722Tables.Saturate(sample - _high.Prediction);
        var size = difference < 0 ? -(difference + 1) : difference;
        var isLarge = size >= (G722Tables.HighThreshold * _highScale.Step) >> 12;
        var code = (difference < 0 ? 0 : 2) + (isLarge ? 0 : 1);
        var quantized = (_highScale.Step * G722Tables.HighLevels[code]) >> 15;
        _highScale.Adapt(G722Tables.HighStepChanges[code]);
        _high.Adapt(quantized);
        return code;
    }
}
