namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>
/// The adaptive predictor of one band: two poles and six zeros that follow the signs of what was predicted wrongly (ITU-T G.722 sections
/// 3.6 and 5.2, block 4). The same in encoder and decoder, bit by bit.
/// </summary>
internal sealed class G722Predictor
{
    private const int Zeros = 6;

    // All factors are in 1/32768; leakage makes old errors of transmission die away.
    private const int Leakage = 32640;
    private const int SecondPoleLeakage = 32512;
    private const int SecondPoleLimit = 12288;
    private const int FirstPoleLimit = 15360;
    private const int ZeroStep = 128;
    private const int FirstPoleStep = 192;
    private const int SecondPoleStep = 128;

    private readonly int[] _zeros = new int[Zeros];
    private readonly int[] _differences = new int[Zeros];
    private int _pole1;
    private int _pole2;
    private int _signal1;
    private int _signal2;
    private int _partial1;
    private int _partial2;
    private int _zeroPart;

    /// <summary>What the next sample of the band is likely to be.</summary>
    public int Prediction { get; private set; }

    /// <summary>Takes the quantized difference between the sample and its prediction.</summary>
    public void Adapt(int difference)
    {
        var signal = G722Tables.Saturate(Prediction + difference);
        var partial = G722Tables.Saturate(_zeroPart + difference);
        AdaptPoles(partial);
        AdaptZeros(difference);
        (_signal2, _signal1) = (_signal1, signal);
        (_partial2, _partial1) = (_partial1, partial);
        Predict();
    }

    private void AdaptPoles(int partial)
    {
        var step = Math.Min(SameSign(partial, _partial1) ? -Quadruple(_pole1) : Quadruple(_pole1), short.MaxValue) >> 7;
        step += SameSign(partial, _partial2) ? SecondPoleStep : -SecondPoleStep;
        _pole2 = Math.Clamp(step + ((_pole2 * SecondPoleLeakage) >> 15), -SecondPoleLimit, SecondPoleLimit);

        var first = G722Tables.Saturate(
            (SameSign(partial, _partial1) ? FirstPoleStep : -FirstPoleStep) + ((_pole1 * Leakage) >> 15)
        );
        var limit = G722Tables.Saturate(FirstPoleLimit - _pole2);
        _pole1 = Math.Clamp(first, -limit, limit);
    }

    private void AdaptZeros(int difference)
    {
        var step = difference == 0 ? 0 : ZeroStep;
        for (var i = Zeros - 1; i >= 0; i--)
        {
            var signed = SameSign(difference, _differences[i]) ? step : -step;
            _zeros[i] = G722Tables.Saturate(signed + ((_zeros[i] * Leakage) >> 15));
            _differences[i] = i == 0 ? difference : _differences[i - 1];
        }
    }

    private void Predict()
    {
        var poles =
            ((_pole1 * G722Tables.Saturate(_signal1 * 2)) >> 15) + ((_pole2 * G722Tables.Saturate(_signal2 * 2)) >> 15);
        var zeros = 0;
        for (var i = Zeros - 1; i >= 0; i--)
        {
            zeros += (_zeros[i] * G722Tables.Saturate(_differences[i] * 2)) >> 15;
        }

        _zeroPart = G722Tables.Saturate(zeros);
        Prediction = G722Tables.Saturate(G722Tables.Saturate(poles) + _zeroPart);
    }

    /// <summary>Zero counts as positive.</summary>
    private static bool SameSign(int left, int right) => (left < 0) == (right < 0);

    private static int Quadruple(int value) => G722Tables.Saturate(value * 4);
}
