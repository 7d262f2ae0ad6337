using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;
using VoiceAgent.Recording;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Turns;

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
    }

    private static byte[] Record(Action<ScriptedConversation> script, Func<TimeProvider, AIFunction>? tool = null)
    {
        using var file = new MemoryStream();
        using (
            var talk = new ScriptedConversation
            {
                RecordTo = file,
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
