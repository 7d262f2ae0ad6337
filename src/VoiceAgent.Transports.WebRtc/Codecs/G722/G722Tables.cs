namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>The numbers of ITU-T G.722.</summary>
internal static class G722Tables
{
    /// <summary>2048 times 2 to the power of n/32 (table 14).</summary>
    public static ReadOnlySpan<int> Powers =>
        [
            2048,
            2093,
            2139,
            2186,
            2233,
            2282,
            2332,
            2383,
            2435,
            2489,
            2543,
            2599,
            2656,
            2714,
            2774,
            2834,
            2896,
            2960,
            3025,
            3091,
            3158,
            3228,
            3298,
            3371,
            3444,
            3520,
            3597,
            3676,
            3756,
            3838,
            3922,
            4008,
        ];

    /// <summary>Thresholds of the low band's quantizer, in 1/4096 of its step (table 1).</summary>
    public static ReadOnlySpan<int> LowThresholds =>
        [
            35,
            72,
            110,
            150,
            190,
            233,
            276,
            323,
            370,
            422,
            473,
            530,
            587,
            650,
            714,
            786,
            858,
            940,
            1023,
            1121,
            1219,
            1339,
            1458,
            1612,
            1765,
            1980,
            2195,
            2557,
            2919,
        ];

    /// <summary>What the upper four bits of a low band's code stand for, in 1/32768 of its step (table 3).</summary>
    public static ReadOnlySpan<int> LowCoarseLevels =>
        [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];

    /// <summary>What all six bits stand for (table 5).</summary>
    public static ReadOnlySpan<int> LowFineLevels =>
        [
            -136,
            -136,
            -136,
            -136,
            -24808,
            -21904,
            -19008,
            -16704,
            -14984,
            -13512,
            -12280,
            -11192,
            -10232,
            -9360,
            -8576,
            -7856,
            -7192,
            -6576,
            -6000,
            -5456,
            -4944,
            -4464,
            -4008,
            -3576,
            -3168,
            -2776,
            -2400,
            -2032,
            -1688,
            -1360,
            -1040,
            -728,
            24808,
            21904,
            19008,
            16704,
            14984,
            13512,
            12280,
            11192,
            10232,
            9360,
            8576,
            7856,
            7192,
            6576,
            6000,
            5456,
            4944,
            4464,
            4008,
            3576,
            3168,
            2776,
            2400,
            2032,
            1688,
            1360,
            1040,
            728,
            432,
            136,
            -432,
            -136,
        ];

    /// <summary>How the upper four bits of a low band's code change its step (table 7).</summary>
    public static ReadOnlySpan<int> LowStepChanges =>
        [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];

    /// <summary>What a high band's code stands for (table 4).</summary>
    public static ReadOnlySpan<int> HighLevels => [-7408, -1616, 7408, 1616];

    /// <summary>How a high band's code changes its step (table 8).</summary>
    public static ReadOnlySpan<int> HighStepChanges => [798, -214, 798, -214];

    /// <summary>Threshold of the high band's quantizer, in 1/4096 of its step.</summary>
    public const int HighThreshold = 564;

    /// <summary>To 16 bits.</summary>
    public static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);
}
