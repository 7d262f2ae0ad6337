using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;
using VoiceAgent.Recording;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Testing.Recording;

/// <summary>A recorded session takes the same course when it is replayed, whatever happened in it.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void A_conversation_with_an_interruption_and_a_tool_call_replays_to_the_same_lines() =>
        ShouldReplay(talk =>
        {
            talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
            talk.AgentReplies(FakeReply.Calls("get_time"));
            talk.AgentReplies("It is five o'clock.");
            talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
            talk.WaitUntilHeard("three rooms");
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
            talk.UserTypes("thanks");
            talk.WaitUntilQuiet();
            talk.End();
        });

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Hang)]
    [InlineData(FakeFault.Garbage)]
    public void A_recogniser_that_fails_replays(FakeFault fault) =>
        ShouldReplay(talk =>
        {
            talk.AgentReplies("Five o'clock.");
            talk.UserSays(new FakeSpeech("lost") { Fault = fault });
            talk.Wait(TimeSpan.FromSeconds(8));
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
        });

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Hang)]
    [InlineData(FakeFault.Garbage)]
    public void A_model_that_fails_replays(FakeFault fault) =>
        ShouldReplay(talk =>
        {
            talk.AgentReplies(new FakeReply("One moment, I am here") { Fault = fault, FaultAfter = 2 });
            talk.AgentReplies("Five o'clock.");
            talk.UserSays("hello");
            talk.Wait(TimeSpan.FromSeconds(15));
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
        });

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Hang)]
    [InlineData(FakeFault.Garbage)]
    public void A_voice_that_fails_replays(FakeFault fault) =>
        ShouldReplay(talk =>
        {
            talk.Voice.Fault = text => text.Contains("broken", StringComparison.Ordinal) ? fault : FakeFault.None;
            talk.AgentReplies("This one is broken. This one is not.");
            talk.AgentReplies("Five o'clock.");
            talk.UserSays("hello");
            talk.Wait(TimeSpan.FromSeconds(12));
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
        });

    [Fact]
    public void A_tool_that_takes_too_long_replays() =>
        ShouldReplay(
            talk =>
            {
                talk.AgentReplies(FakeReply.Calls("slow"));
                talk.AgentReplies("It did not answer.");
                talk.UserSays("try the slow one");
                talk.Wait(TimeSpan.FromSeconds(20));
            },
            time =>
                AIFunctionFactory.Create(
                    async () =>
                    {
                        await Task.Delay(TimeSpan.FromSeconds(12), time, CancellationToken.None);
                        return "too late";
                    },
                    "slow"
                )
        );

    [Fact]
    public void A_tool_that_speaks_and_ends_the_session_replays() =>
        ShouldReplay(
            talk =>
            {
                talk.AgentReplies(FakeReply.Calls("leave"));
                talk.AgentReplies("Goodbye then.");
                talk.UserSays("let me go");
                talk.WaitUntil(() => talk.Result is not null);
            },
            time =>
                AIFunctionFactory
                    .Create(
                        async () =>
                        {
                            var call = ToolCall.Current!;
                            await call.SayAsync("One moment.");
                            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
                            call.EndAfterSpeech("the user left");
                            return "done";
                        },
                        "leave"
                    )
                    .WithPolicy(new ToolPolicy { Timeout = TimeSpan.FromSeconds(3) })
        );

    [Fact]
    public void A_client_that_vanishes_replays() =>
        ShouldReplay(talk =>
        {
            talk.AgentReplies("A long answer that nobody is going to hear to its end.");
            talk.UserSays("tell me something");
            talk.WaitUntilHeard("long answer");
            talk.Client.Vanish();
            talk.Wait(TimeSpan.FromSeconds(1));
        });

    [Fact]
    public void A_recording_cut_anywhere_replays_as_far_as_it_goes()
    {
        const int Cuts = 60;
        var random = new Random(20261128);
        var file = Record(talk =>
        {
            talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
            talk.AgentReplies("Five o'clock.");
            talk.UserSays("what rooms do you have");
            talk.WaitUntilHeard("three rooms");
            talk.UserSays("what time is it");
            talk.WaitUntilQuiet();
        });
        for (var i = 0; i < Cuts; i++)
        {
            // Behind the header, so that there is a session.
            var recording = SessionRecording.Parse(file.AsMemory(0, random.Next(4096, file.Length)));
            var replay = SessionReplay.Run(recording);

            Assert.Equal("cut", recording.EndReason);
            Assert.True(replay.IsIdentical, replay.ToString());
        }
    }

    [Fact]
    public void A_recording_without_audio_holds_the_text_and_hardly_more()
    {
        const string Answer = "There are three rooms upstairs. The first one has a view of the sea.";
        byte[] Call(bool audio) =>
            Record(
                talk =>
                {
                    talk.AgentReplies(Answer);
                    talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
                    talk.WaitUntilQuiet();
                },
                audio: audio
            );

        var (with, without) = (Call(audio: true), Call(audio: false));

        // Two ways of 16 bit at 16 and 24 kHz are 80,000 bytes a second; what is left is text and numbers.
        Assert.True(without.Length < with.Length / 5, $"{without.Length} of {with.Length} bytes are left.");
    }

    [Fact]
    public void Another_threshold_of_loudness_counts_in_a_recording_without_audio()
    {
        var recording = SessionRecording.Parse(
            Record(
                talk =>
                {
                    talk.AgentReplies("Five o'clock.");
                    talk.UserSays("what time is it");
                    talk.WaitUntilQuiet();
                },
                audio: false
            )
        );
        var deaf = recording.CreateAgent() with { Vad = new VadOptions { MinVolume = 1 } };

        Assert.Contains("Vad", SessionReplay.Run(recording, deaf).Difference!.Recorded, StringComparison.Ordinal);
        Assert.True(SessionReplay.Run(recording).IsIdentical);
    }

    [Fact]
    public void Another_option_gives_the_first_difference()
    {
        var recording = SessionRecording.Parse(
            Record(talk =>
            {
                talk.AgentReplies("Five o'clock.");
                talk.UserSays("what time is it");
                talk.WaitUntilQuiet();
            })
        );
        var agent = recording.CreateAgent() with
        {
            Turns = new UserTurnOptions { FinishedTimeout = TimeSpan.FromSeconds(3) },
        };

        var difference = SessionReplay.Run(recording, agent).Difference;

        // The turn ended right after its text; now it does not.
        Assert.Contains("ResumeOutput", difference!.Recorded, StringComparison.Ordinal);
        Assert.Contains("timer", difference.Replayed, StringComparison.Ordinal);
        Assert.Contains(difference.Before, line => line.Contains("Interrupt", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_recorded_call_is_a_test()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(
            path,
            Record(talk =>
            {
                talk.AgentReplies("Five o'clock.");
                talk.UserSays("what time is it");
                talk.WaitUntilQuiet();
            })
        );
        try
        {
            var call = RecordedCall.Load(path);
            Assert.NotEmpty(call.ShouldReplay().Lines);
            var exception = Assert.Throws<ExpectationException>(() =>
                call.ShouldReplay(agent => agent with { Greeting = "Good morning!" })
            );
            Assert.Contains("Good morning!", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_recording_is_found_where_the_compiler_hides_the_path_of_the_source()
    {
        var exception = Assert.Throws<VoiceAgentException>(() =>
            RecordedCall.Beside("guide.txt", "/_/hidden/SomeTests.cs")
        );
        Assert.Equal(ErrorCodes.InvalidRecording, exception.Code);
    }

    private static void ShouldReplay(Action<ScriptedConversation> script, Func<TimeProvider, AIFunction>? tool = null)
    {
        var recording = SessionRecording.Parse(Record(script, tool));

        var replay = SessionReplay.Run(recording);

        Assert.True(replay.IsIdentical, replay.ToString());
        Assert.True(recording.IsComplete);
        Assert.Equal(recording.Lines, replay.Lines);
        Assert.Equal(replay.Hash, SessionReplay.Run(recording).Hash);
        ShouldReplayWithoutAudio(recording.Lines, Record(script, tool, audio: false));
    }

    /// <summary>Left out, audio changes nothing but the checksums of what went to the client.</summary>
    private static void ShouldReplayWithoutAudio(IEnumerable<string> lines, byte[] file)
    {
        var recording = SessionRecording.Parse(file);

        var replay = SessionReplay.Run(recording);

        Assert.False(recording.HasAudio);
        Assert.True(replay.IsIdentical, replay.ToString());
        Assert.Equal(lines.Select(WithoutChecksum), replay.Lines);
    }

    private static string WithoutChecksum(string line) =>
        line.IndexOf(" crc=", StringComparison.Ordinal) is > 0 and var at ? line[..at] : line;

    private static byte[] Record(
        Action<ScriptedConversation> script,
        Func<TimeProvider, AIFunction>? tool = null,
        bool audio = true
    )
    {
        using var file = new MemoryStream();
        using (
            var talk = new ScriptedConversation
            {
                RecordTo = file,
                Recording = new RecordingOptions { Audio = audio },
                Agent = t =>
                    t.CreateAgent("Hello!", tool?.Invoke(t.Time) ?? AIFunctionFactory.Create(() => "five", "get_time")),
            }
        )
        {
            script(talk);
        }

        return file.ToArray();
    }
}
