using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Vad;

public sealed class VadProcessorTests
{
    [Fact]
    public void A_start_goes_ahead_of_its_audio_and_a_stop_behind_it()
    {
        var (session, log) = Start();
        Send(session, 0, Silence(512), Tone(6 * 512), Silence(6 * 512), Silence(512));

        Assert.Equal(["audio", "started 512", "audio", "audio", "stopped 3584 192 ms", "audio"], log);
        session.End();
    }

    [Fact]
    public void A_word_within_one_long_piece_is_told_as_started_and_stopped()
    {
        var (session, log) = Start();
        byte[] word = [.. Silence(512), .. Tone(10 * 512), .. Silence(20 * 512)];
        Send(session, 0, word);

        Assert.Equal(["started 512", "audio", $"stopped 5632 640 ms"], log);
        session.End();
    }

    [Fact]
    public void Two_words_within_one_long_piece_are_told_in_their_order_and_the_audio_once()
    {
        var (session, log) = Start();
        byte[] word = [.. Tone(10 * 512), .. Silence(10 * 512)];
        Send(session, 0, [.. word, .. word]);

        Assert.Equal(["started 0", "audio", "stopped 5120 960 ms", "started 10240", "stopped 15360 320 ms"], log);
        session.End();
    }

    [Fact]
    public void When_the_audio_stays_away_speech_is_over()
    {
        var (session, log) = Start();
        Send(session, 0, Tone(10 * 512));
        log.Clear();

        session.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Empty(log);
        session.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["stopped 5120 1000 ms"], log);
        session.End();
    }

    [Fact]
    public void Audio_that_stays_away_in_silence_means_nothing()
    {
        var (session, log) = Start();
        Send(session, 0, Silence(10 * 512));
        session.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["audio"], log);
        session.End();
    }

    private static (TestSession Session, List<string> Log) Start()
    {
        var log = new List<string>();
        var probe = new Probe("ear")
        {
            Other = (self, frame, direction) =>
            {
                log.AddRange(
                    frame switch
                    {
                        InputAudioFrame => ["audio"],
                        VadUserStartedSpeakingFrame started => [$"started {started.Position}"],
                        VadUserStoppedSpeakingFrame stopped =>
                        [
                            $"stopped {stopped.Position} {stopped.Hangover.TotalMilliseconds} ms",
                        ],
                        _ => Array.Empty<string>(),
                    }
                );
                return self.Push(frame, direction);
            },
        };
        return (new TestSession(new VadProcessor(new LoudnessModel()), probe).Start(), log);
    }

    private static void Send(TestSession session, long position, params ReadOnlySpan<byte[]> pieces)
    {
        foreach (var piece in pieces)
        {
            Assert.True(session.Worker.TryQueue(new InputAudioFrame(piece, AudioFormat.Input16Khz, position)));
            session.Time.Settle();
            position += piece.Length / 2;
        }
    }

    private static byte[] Silence(int samples) => new byte[2 * samples];

    private static byte[] Tone(int samples)
    {
        // A square wave: the model hears every sample of it.
        var tone = new short[samples];
        for (var i = 0; i < samples; i++)
        {
            tone[i] = (short)(i % 32 < 16 ? 8000 : -8000);
        }

        return Pcm16.AsBytes(tone).ToArray();
    }
}
