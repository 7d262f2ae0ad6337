using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

public sealed class HeardTextAccuracyTests(ITestOutputHelper output)
{
    private static readonly AudioFormat Format = new(16000);
    private static readonly ResponseId Response = new(1);

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
        for (var i = 0; i < RealVoice.Sentences.Length; i++)
        {
            var response = new ResponseId(i + 1);
            var (text, length, words) = RealVoice.Sentences[i];
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
}
