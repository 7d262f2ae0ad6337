using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

public sealed class HeardTextAccuracyTests(ITestOutputHelper output)
{
    private static readonly AudioFormat Format = new(16000);
    private static readonly ResponseId Response = new(1);

    /// <summary>What the voice rms of flite 2.2 says: length of the audio and times of the words, in milliseconds.</summary>
    private static readonly Spoken[] Voice =
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

    [Fact]
    public void Without_word_times_a_real_voice_is_followed_to_within_a_word()
    {
        var errors = Errors(isComplete: true);
        output.WriteLine($"mean {errors.Average():0.00} words, within one word {Share(errors, 1):P1}");
        Assert.True(Share(errors, 1) >= 0.95);
        Assert.True(errors.Average() < 0.5);
    }

    [Fact]
    public void While_speech_is_still_made_a_real_voice_is_followed_to_within_two_words()
    {
        var errors = Errors(isComplete: false);
        output.WriteLine($"mean {errors.Average():0.00} words, within two words {Share(errors, 2):P1}");
        Assert.True(Share(errors, 2) >= 0.9);
    }

    [Fact]
    public void Whatever_happens_the_text_only_grows_and_never_beyond_what_was_played()
    {
        var random = new Random(5);
        string[] words =
        [
            "a",
            "hello",
            "2025",
            "well,",
            "done.",
            "internationally",
            "–",
            "天気",
            "\n",
            "e-mail",
            "(so)",
            "🎉",
        ];
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Join(
                random.Next(2) == 0 ? " " : "  ",
                Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)])
            );
            Follow(random, text);
        }
    }

    private static void Follow(Random random, string text)
    {
        var ledger = new HeardTextLedger(Format);
        ledger.BeginUtterance(1, Response, text);
        var pieces = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(1, 20_000)).ToArray();
        var (made, sent, played, heard) = (0, 0L, 0L, "");
        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(4))
            {
                case 0 when made < pieces.Length:
                    var pcm = new byte[2 * pieces[made++]];
                    pcm.AsSpan(pcm.Length / 4).Fill((byte)(random.Next(3) == 0 ? 0 : 0x30));
                    ledger.AddAudio(1, pcm);
                    break;
                case 1 when random.Next(3) == 0:
                    var start = TimeSpan.FromMilliseconds(random.Next(-100, 4000));
                    ledger.AddWords(
                        1,
                        [new(text.Split(' ')[0], start, start + TimeSpan.FromMilliseconds(random.Next(400)))]
                    );
                    break;
                case 2 when sent < pieces.Take(made).Sum(piece => (long)piece):
                    var samples = (int)
                        Math.Min(320 * random.Next(1, 50), pieces.Take(made).Sum(piece => (long)piece) - sent);
                    ledger.Sent(1, samples, sent);
                    sent += samples;
                    break;
                default:
                    played = random.NextInt64(played, sent + 1);
                    ledger.Played(played);
                    break;
            }

            var now = ledger.HeardSoFar(Response);
            Assert.StartsWith(heard, now, StringComparison.Ordinal);
            Assert.StartsWith(now, text, StringComparison.Ordinal);
            Assert.True(played > 0 || now.Length == 0);
            Assert.True(now.Length == 0 || now.Length == text.Length || !char.IsHighSurrogate(now[^1]));
            heard = now;
        }

        foreach (var piece in pieces.Skip(made))
        {
            ledger.AddAudio(1, new byte[2 * piece]);
        }

        var total = pieces.Sum(piece => (long)piece);
        ledger.CompleteUtterance(1);
        ledger.Sent(1, (int)(total - sent), sent);
        ledger.Played(total);
        Assert.Equal(text, ledger.HeardSoFar(Response));
    }

    private static List<int> Errors(bool isComplete)
    {
        var errors = new List<int>();
        var ledger = new HeardTextLedger(Format);
        var position = 0L;
        for (var i = 0; i < Voice.Length; i++)
        {
            var response = new ResponseId(i + 1);
            var (text, length, words) = Voice[i];
            var audio = Samples(length);
            var pcm = new byte[2 * audio];
            pcm.AsSpan((2 * Samples(words[0].Start))..(2 * Samples(words[^1].End))).Fill(0x20);
            ledger.BeginUtterance(i, response, text);
            ledger.Sent(i, audio, position);
            var made = isComplete ? audio : 0;
            ledger.AddAudio(i, pcm.AsSpan(0, 2 * made));
            if (isComplete)
            {
                ledger.CompleteUtterance(i);
            }

            for (var at = 0; at < length; at += 20)
            {
                // Speech that is still made is 200 ms ahead of playback.
                var next = Math.Min(Samples(at + 200), audio);
                ledger.AddAudio(i, next > made ? pcm.AsSpan((2 * made)..(2 * next)) : default);
                made = Math.Max(made, next);
                ledger.Played(position + Samples(at));
                var heard = ledger.HeardSoFar(response).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
                errors.Add(Math.Abs(heard - words.Count(word => (word.Start + word.End) / 2 <= at)));
            }

            ledger.CompleteUtterance(i);
            position += audio;
            ledger.Played(position);
        }

        return errors;
    }

    private static double Share(List<int> errors, int atMost) =>
        errors.Count(error => error <= atMost) / (double)errors.Count;

    private static int Samples(int milliseconds) => milliseconds * 16;

    private sealed record Spoken(string Text, int Length, (int Start, int End)[] Words);
}
