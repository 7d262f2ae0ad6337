using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Conversations;

namespace VoiceAgent.Transports;

/// <summary>
/// How many words the ledger is off the truth when a bot is interrupted, over lines with delays, buffers and lost reports; beside what the
/// server guesses from its own clock. Prints its figures.
/// </summary>
public sealed class HeardWordsRigTests(ITestOutputHelper output)
{
    private const int Interruptions = 300;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly AudioFormat Format = new(16000);

    [Fact]
    public void An_interrupted_bot_knows_how_far_it_was_heard()
    {
        List<int> reported = [];
        List<int> guessed = [];
        for (var i = 0; i < Interruptions; i++)
        {
            reported.Add(WordsOff(new Random(i), reports: true));
            guessed.Add(WordsOff(new Random(i), reports: false));
        }

        output.WriteLine($"client reports playback: {Describe(reported)}");
        output.WriteLine($"by the server's clock:   {Describe(guessed)}");
        Assert.True(Share(reported) >= 0.95);
        Assert.True(reported.Average() < guessed.Average());
    }

    private static int WordsOff(Random random, bool reports)
    {
        ProcessorHarness? harness = null;
        var loss = random.NextDouble() * 0.2;
        var losses = new Random(random.Next());
        var client = new DistantClient(
            new MediaConnectionInfo
            {
                Transport = "rig",
                ConnectionId = "rig",
                Output = Format,
                CanClear = true,
                ReportsPlayout = reports,
                Lead = TimeSpan.FromMilliseconds(250),
            },
            TimeSpan.FromMilliseconds(random.Next(10, 80)),
            () => harness?.Time.Elapsed ?? TimeSpan.Zero
        )
        {
            JitterBuffer = TimeSpan.FromMilliseconds(random.Next(50, 300)),
            Loses = () => losses.NextDouble() < loss,
        };
        using var rig = harness = new ProcessorHarness(
            new StartFrame { Output = Format },
            new MediaOutputProcessor(client)
        );
        var sentences = random.GetItems(RealVoice.Sentences, 2);
        Speak(rig, sentences);
        Run(rig, client, TimeSpan.FromMilliseconds(random.Next(300, sentences.Sum(sentence => sentence.Length))));
        rig.Interrupt();
        Run(rig, client, TimeSpan.FromSeconds(2));

        var final = rig.Upstream.OfType<BotHeardFrame>().Single(frame => frame.IsFinal);
        var heard = final.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return Math.Abs(heard - WordsBy(sentences, client.Heard.Count / 16.0));
    }

    private static void Speak(ProcessorHarness rig, RealVoice.Sentence[] sentences)
    {
        var response = rig.Responses.Begin();
        for (var i = 0; i < sentences.Length; i++)
        {
            rig.Send(new TtsStartedFrame(i + 1, sentences[i].Text) { ResponseId = response });
            foreach (var piece in sentences[i].ToPcm().Chunk(3200))
            {
                rig.Send(new TtsAudioFrame(piece, Format, i + 1) { ResponseId = response });
            }

            rig.Send(new TtsStoppedFrame(i + 1) { ResponseId = response });
        }

        rig.Send(new TtsResponseEndFrame { ResponseId = response });
    }

    private static void Run(ProcessorHarness rig, DistantClient client, TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Tick)
        {
            rig.Advance(Tick);
            foreach (var samples in client.Step())
            {
                rig.Send(new PlayedFrame(samples));
            }
        }
    }

    private static int WordsBy(RealVoice.Sentence[] sentences, double milliseconds)
    {
        var words = 0;
        foreach (var sentence in sentences)
        {
            words += sentence.WordsBy(milliseconds);
            milliseconds -= sentence.Length;
        }

        return words;
    }

    private static string Describe(List<int> errors) =>
        $"mean {errors.Average():0.00} words off, at most one {Share(errors):P1}, worst {errors.Max()}";

    private static double Share(List<int> errors) => errors.Count(error => error <= 1) / (double)errors.Count;
}
