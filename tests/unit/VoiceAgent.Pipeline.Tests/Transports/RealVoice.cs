namespace VoiceAgent.Transports;

/// <summary>Sentences of a real voice, with the truth about when it says which word.</summary>
internal static class RealVoice
{
    /// <summary>What the voice rms of flite 2.2 says: length of the audio and times of the words, in milliseconds.</summary>
    public static readonly Sentence[] Sentences =
    [
        new(
            "Of course, I can book a room for you in the Mountain View office.",
            4211,
            [
                (174, 368),
                (368, 892),
                (1022, 1185),
                (1185, 1513),
                (1513, 1742),
                (1742, 1821),
                (1821, 2124),
                (2124, 2363),
                (2363, 2595),
                (2595, 2747),
                (2747, 2825),
                (2825, 3300),
                (3300, 3554),
                (3554, 4025),
            ]
        ),
        new(
            "I found three rooms that are free tomorrow at 2:30 pm: Alpha, Beta, and Gamma.",
            5618,
            [
                (177, 320),
                (320, 719),
                (719, 1052),
                (1052, 1355),
                (1355, 1590),
                (1590, 1702),
                (1702, 1934),
                (1934, 2330),
                (2330, 2518),
                (2518, 3115),
                (3115, 3572),
                (3711, 4145),
                (4222, 4591),
                (4764, 5013),
                (5013, 5384),
            ]
        ),
        new(
            "Your booking number is 4711. Please keep it for your records.",
            5978,
            [
                (142, 388),
                (388, 866),
                (866, 1273),
                (1273, 1440),
                (1440, 3622),
                (3695, 4058),
                (4058, 4479),
                (4479, 4639),
                (4639, 4913),
                (4913, 5152),
                (5152, 5812),
            ]
        ),
        new(
            "That will be 12.50 euros, including tax.",
            4593,
            [(175, 446), (446, 622), (622, 758), (758, 2499), (2499, 3080), (3156, 3826), (3826, 4411)]
        ),
        new(
            "NASA was founded in 1958, and it landed on the moon in 1969.",
            6708,
            [
                (174, 709),
                (709, 974),
                (974, 1520),
                (1520, 1766),
                (1766, 3082),
                (3193, 3395),
                (3395, 3575),
                (3575, 4096),
                (4096, 4387),
                (4387, 4487),
                (4487, 4830),
                (4830, 4977),
                (4977, 6522),
            ]
        ),
        new(
            "There is a small chance of rain in the evening, but the rest of the week looks dry, warm, and mostly clear.",
            6847,
            [
                (175, 516),
                (516, 655),
                (655, 711),
                (711, 1064),
                (1064, 1395),
                (1395, 1510),
                (1510, 1851),
                (1851, 2038),
                (2038, 2162),
                (2162, 2582),
                (2644, 2949),
                (2949, 3071),
                (3071, 3474),
                (3474, 3671),
                (3671, 3752),
                (3752, 4055),
                (4055, 4450),
                (4450, 4736),
                (4848, 5301),
                (5440, 5679),
                (5679, 6199),
                (6199, 6616),
            ]
        ),
    ];

    /// <summary>A sentence that was spoken.</summary>
    /// <param name="Text">What was said.</param>
    /// <param name="Length">Length of the audio, in milliseconds.</param>
    /// <param name="Words">When each word begins and ends, in milliseconds.</param>
    internal sealed record Sentence(string Text, int Length, (int Start, int End)[] Words)
    {
        /// <summary>Words whose middle was heard by then.</summary>
        public int WordsBy(double milliseconds) => Words.Count(word => (word.Start + word.End) / 2.0 <= milliseconds);

        /// <summary>Audio of that length at 16 kHz, loud where there is speech.</summary>
        public byte[] ToPcm()
        {
            var pcm = new byte[32 * Length];
            pcm.AsSpan((32 * Words[0].Start)..(32 * Words[^1].End)).Fill(0x20);
            return pcm;
        }
    }
}
