namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>
/// Splits 16 kHz into two bands of 8 kHz, or joins them: a quadrature mirror filter of 24 taps (ITU-T G.722 sections 3.1 and 4.4, table 11).
/// </summary>
internal sealed class G722Bands
{
    private const int Half = 12;
    private const int Taps = 2 * Half;
    private readonly int[] _history = new int[Taps];

    private static ReadOnlySpan<int> Coefficients => [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

    /// <summary>Puts two values in and gives the two sums of what is there, of the even and of the odd taps.</summary>
    public (int Even, int Odd) Filter(int first, int second)
    {
        Array.Copy(_history, 2, _history, 0, Taps - 2);
        (_history[Taps - 2], _history[Taps - 1]) = (first, second);
        var (even, odd) = (0, 0);
        for (var i = 0; i < Half; i++)
        {
            even += _history[2 * i] * Coefficients[i];
            odd += _history[(2 * i) + 1] * Coefficients[Half - 1 - i];
        }

        return (even, odd);
    }
}
