using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Conversations;

namespace VoiceAgent.Transports;

/// <summary>Pauses at every place of an answer, and what the client has heard in the end.</summary>
public sealed class PausedPlaybackTests
{
    private const string Text = "There are three rooms upstairs and the first one has a view of the sea.";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly AudioFormat Format = new(16000);

    // Every sample is another one, so that a lost or repeated one shows.
    private static readonly short[] Speech = [.. Enumerable.Range(0, 32_000).Select(i => (short)(i - 16_000))];
    private static readonly double[] Holds = [0.01, 0.15, 0.3, 0.45, 2];

    [Theory]
    [InlineData(true, true, 0)]
    [InlineData(true, true, 80)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 0)]
    [InlineData(false, false, 80)]
    public void A_resumed_answer_is_heard_to_the_sample(bool reports, bool clears, int delay)
    {
        var run = 0;
        for (var at = 0.0; at < 2.4; at += 0.037)
        {
            using var talk = new Playing(reports, clears, delay);
            var response = talk.Say(Speech, Text);
            talk.Advance(at);
            talk.Pause();
            talk.Advance(Holds[run++ % Holds.Length]);
            talk.Resume();
            talk.Advance(4);

            Assert.Equal(Speech, talk.Client.Heard);
            var heard = talk.Told(response);
            Assert.Equal(Text, heard[^1].Text);
            Assert.True(heard[^1] is { IsFinal: true, Interrupted: false });
            Assert.Equal(heard.Select(frame => frame.Text.Length).Order(), heard.Select(frame => frame.Text.Length));
            Assert.Single(talk.Harness.Downstream.OfType<BotReplyEndedFrame>());
        }
    }

    [Fact]
    public void A_client_that_clears_and_does_not_report_misses_no_more_than_the_lines_delay()
    {
        using var talk = new Playing(reports: false, clears: true, delay: 80);
        talk.Say(Speech, Text);
        talk.Advance(0.8);
        talk.Pause();
        talk.Advance(0.5);
        talk.Resume();
        talk.Advance(4);

        Assert.Equal(talk.Client.Heard.Order(), talk.Client.Heard);
        Assert.Equal(talk.Client.Heard.Distinct().Count(), talk.Client.Heard.Count);
        Assert.InRange(Speech.Length - talk.Client.Heard.Count, 0, Format.TimeToSamples(TimeSpan.FromSeconds(0.09)));
    }

    [Fact]
    public void The_client_falls_silent_as_soon_as_the_pause_reaches_it()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 80);
        talk.Say(Speech, Text);
        talk.Advance(1);
        talk.Pause();
        talk.Advance(0.08);
        var heard = talk.Client.Heard.Count;
        talk.Advance(3);

        Assert.Equal(heard, talk.Client.Heard.Count);
        Assert.Equal(1, talk.Client.Pauses);
        Assert.Equal(0, talk.Client.Clears);
    }

    [Fact]
    public void Two_pauses_in_a_row_lose_and_repeat_nothing()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 80);
        talk.Say(Speech, Text);
        talk.Advance(0.7);
        talk.Pause();
        talk.Advance(0.1);
        talk.Resume();
        talk.Advance(0.05);
        talk.Pause();
        talk.Advance(1);
        talk.Resume();
        talk.Advance(0.01);
        talk.Pause();
        talk.Advance(1);
        talk.Resume();
        talk.Advance(4);

        Assert.Equal(Speech, talk.Client.Heard);
    }

    [Fact]
    public void Words_interrupt_a_paused_answer_and_what_was_heard_of_it_is_known_at_once()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 80);
        var response = talk.Say(Speech, Text);
        talk.Advance(1);
        talk.Pause();
        talk.Advance(0.6);
        var heard = talk.Client.Heard.Count;
        talk.Harness.Interrupt();
        var told = talk.Told(response)[^1];
        talk.Resume();
        talk.Advance(3);

        Assert.Equal(heard, talk.Client.Heard.Count);
        Assert.True(told is { IsFinal: true, Interrupted: true });
        Assert.StartsWith(told.Text, Text, StringComparison.Ordinal);
        Assert.Same(told, talk.Told(response)[^1]);
        Assert.Equal((double)heard / Speech.Length, (double)told.Text.Length / Text.Length, 0.1);
        Assert.True(talk.Harness.Downstream.OfType<BotStoppedSpeakingFrame>().Single().Interrupted);
        Assert.Equal(0, talk.Client.Clears);
    }

    [Fact]
    public void The_answer_behind_a_paused_and_interrupted_one_is_heard_from_its_beginning()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 80);
        talk.Say(Speech[..16_000], Text);
        talk.Advance(0.5);
        talk.Pause();
        talk.Advance(0.1);
        talk.Harness.Interrupt();
        talk.Say(Speech[16_000..], Text);
        talk.Resume();
        talk.Advance(4);

        Assert.Equal(Speech[16_000..], talk.Client.Heard.Where(sample => sample >= 0));
    }

    [Fact]
    public void A_ducked_answer_is_quieter_by_12_dB_and_complete()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 0);
        talk.Say(Speech, Text);
        talk.Advance(0.5);
        talk.Harness.Send(new PauseOutputFrame(Duck: true));
        talk.Advance(0.5);
        talk.Resume();
        talk.Advance(3);

        var heard = talk.Client.Heard;
        Assert.Equal(Speech.Length, heard.Count);
        Assert.Equal(Speech[4_000], heard[4_000]);
        var middle = Speech.Length * 45 / 100;
        Assert.Equal(-12, 20 * Math.Log10(Math.Abs((double)heard[middle] / Speech[middle])), 0.1);
        Assert.Equal(Speech[^1], heard[^1]);
        Assert.Equal(0, talk.Client.Pauses);
    }

    [Fact]
    public void Uninterruptible_speech_behind_an_interrupted_answer_is_heard_whole()
    {
        for (var at = 0.6; at < 1.4; at += 0.043)
        {
            using var talk = new Playing(reports: true, clears: true, delay: 40);
            talk.Say(Speech[..16_000], Text);
            var notice = talk.Say(Speech[16_000..], Text, isProtected: true);
            talk.Say(Speech[..8_000], Text);
            talk.Advance(at);
            talk.Harness.Interrupt();
            talk.Advance(4);

            Assert.Equal(Speech[16_000..], talk.Client.Heard.Where(sample => sample >= 0));
            Assert.True(talk.Told(notice)[^1] is { IsFinal: true, Interrupted: false, Text: Text });
            Assert.True(talk.Client.Heard.Count < 16_000 + 16_000 + 1_600);
            Assert.Equal(
                [false, true],
                talk.Harness.Downstream.OfType<BotInterruptibilityFrame>().Select(frame => frame.IsInterruptible)
            );
        }
    }

    [Fact]
    public void An_answer_without_a_sound_ends_at_once_behind_an_interrupted_one()
    {
        using var talk = new Playing(reports: true, clears: true, delay: 0);
        talk.Say(Speech, Text);
        talk.Advance(1);
        talk.Harness.Interrupt();
        talk.Harness.Send(new TtsResponseEndFrame { ResponseId = talk.Harness.Responses.Begin() });

        Assert.Single(talk.Harness.Downstream.OfType<BotReplyEndedFrame>());
    }

    /// <summary>An output and its client, in virtual time.</summary>
    private sealed class Playing : IDisposable
    {
        private long _utterance;

        public Playing(bool reports, bool clears, int delay)
        {
            var info = new MediaConnectionInfo
            {
                Transport = "test",
                ConnectionId = "c1",
                Output = Format,
                CanClear = clears,
                ReportsPlayout = reports,
                Lead = TimeSpan.FromMilliseconds(clears ? 250 : 100),
            };
            Client = new DistantClient(info, TimeSpan.FromMilliseconds(delay), () => Harness!.Time.Elapsed);
            Harness = new ProcessorHarness(new MediaOutputProcessor(Client));
        }

        public ProcessorHarness Harness { get; }

        public DistantClient Client { get; }

        public ResponseId Say(short[] samples, string text, bool isProtected = false)
        {
            var response = Harness.Responses.Begin();
            if (isProtected)
            {
                Harness.Responses.Protect(response);
            }

            var utterance = ++_utterance;
            Harness.Send(new TtsStartedFrame(utterance, text) { ResponseId = response });
            foreach (var piece in samples.Chunk(1_600))
            {
                var pcm = MemoryMarshal.AsBytes<short>(piece).ToArray();
                Harness.Send(new TtsAudioFrame(pcm, Format, utterance) { ResponseId = response });
            }

            Harness.Send(
                new TtsStoppedFrame(utterance) { ResponseId = response },
                new TtsResponseEndFrame { ResponseId = response }
            );
            return response;
        }

        public void Pause() => Harness.Send(new PauseOutputFrame(Duck: false));

        public void Resume() => Harness.Send(new ResumeOutputFrame());

        public List<BotHeardFrame> Told(ResponseId response) =>
            [.. Harness.Downstream.OfType<BotHeardFrame>().Where(heard => heard.Response == response)];

        public void Advance(double seconds)
        {
            var end = Harness.Time.Elapsed + TimeSpan.FromSeconds(seconds);
            while (Harness.Time.Elapsed < end)
            {
                var left = end - Harness.Time.Elapsed;
                Harness.Advance(left < Tick ? left : Tick);
                foreach (var report in Client.Step())
                {
                    Harness.Send(new PlayedFrame(report));
                }
            }
        }

        public void Dispose() => Harness.Dispose();
    }
}
