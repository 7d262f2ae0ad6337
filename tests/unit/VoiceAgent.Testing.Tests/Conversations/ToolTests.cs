using Microsoft.Extensions.AI;
using NSubstitute;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Pipelines;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>What tools may do to a conversation, and the conversation to them.</summary>
public sealed class ToolTests
{
    private const string Running = "result: The call has begun; its result will follow.";

    [Fact]
    public void A_tool_in_the_background_lets_the_conversation_go_on_and_tells_its_result_when_nobody_speaks()
    {
        using var talk = Talk(Slow("search", 5, new ToolPolicy { Background = true }));
        talk.AgentReplies(FakeReply.Calls("search"));
        talk.AgentReplies("I am on it.");
        talk.AgentReplies("It is sunny.");
        talk.AgentReplies("There are three.");

        talk.UserSays("search for rooms");
        talk.WaitUntilHeard("I am on it");
        talk.UserSays("how is the weather");
        talk.WaitUntilHeard("It is sunny");
        talk.WaitUntilHeard("There are three");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "user: search for rooms",
                "call: search",
                Running,
                "agent: I am on it.",
                "user: how is the weather",
                "agent: It is sunny.",
                "note: The call call-search of the tool search has ended: found",
                "agent: There are three.",
            ],
            talk.Transcript
        );
    }

    [Fact]
    public void A_result_that_comes_in_the_middle_of_speech_waits_for_its_end()
    {
        using var talk = Talk(Slow("search", 1.5, new ToolPolicy { Background = true }));
        talk.AgentReplies(FakeReply.Calls("search"));
        talk.AgentReplies("I am looking for it now, which may take me a little while, so please stay with me.");
        talk.AgentReplies("There are three.");

        talk.UserSays("search for rooms");
        talk.WaitUntilHeard("stay with me");
        talk.WaitUntilHeard("There are three");

        var ended = talk.Recorder.Hops.First(hop => hop.Frame is ToolCallEndedFrame).Time;
        var stopped = talk.Recorder.Hops.First(hop => hop.Frame is BotStoppedSpeakingFrame).Time;
        var begun = talk.Recorder.Hops.Last(hop => hop.Frame is LlmResponseStartFrame).Time;
        Assert.True(ended < stopped);
        Assert.True(begun >= stopped);
        Assert.All(talk.Recorder.Of<BotStoppedSpeakingFrame>(), stop => Assert.False(stop.Interrupted));
    }

    [Fact]
    public void An_interruption_cancels_a_tool_unless_its_policy_says_otherwise()
    {
        using var talk = Talk(Slow("short", 4), Slow("order", 4, new ToolPolicy { CancelOnInterruption = false }));
        talk.AgentReplies(new FakeReply("") { ToolCalls = [Call("short"), Call("order")] });
        talk.AgentReplies("All right.");
        talk.AgentReplies("It is ordered.");

        talk.UserSays("order it");
        talk.Wait(TimeSpan.FromSeconds(2));
        talk.UserSays("and something else");
        talk.WaitUntilHeard("All right");
        talk.WaitUntilHeard("It is ordered");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "user: order it",
                "call: short",
                "call: order",
                "result: The call was cancelled because the user interrupted.",
                Running,
                "user: and something else",
                "agent: All right.",
                "note: The call call-order of the tool order has ended: found",
                "agent: It is ordered.",
            ],
            talk.Transcript
        );
    }

    [Theory]
    [InlineData(DuplicateCalls.Run, 2, "result: found", "result: found")]
    [InlineData(DuplicateCalls.Join, 1, "result: found", "result: found")]
    [InlineData(
        DuplicateCalls.Refuse,
        1,
        "result: found",
        "result: The same call is still running; wait for its result."
    )]
    public void The_same_call_twice_is_treated_as_its_policy_says(
        DuplicateCalls policy,
        int runs,
        string first,
        string second
    )
    {
        var count = 0;
        async Task<string> SearchAsync()
        {
            count++;
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            return "found";
        }

        var tool = AIFunctionFactory.Create(SearchAsync, "search").WithPolicy(new ToolPolicy { Duplicates = policy });
        using var talk = Talk(tool);
        talk.AgentReplies(new FakeReply("") { ToolCalls = [Call("search", "1"), Call("search", "2")] });
        talk.AgentReplies("Done.");

        talk.UserSays("search");
        talk.WaitUntilHeard("Done");
        talk.WaitUntilQuiet();

        Assert.Equal(runs, count);
        Assert.Equal(["user: search", "call: search", "call: search", first, second, "agent: Done."], talk.Transcript);
    }

    [Fact]
    public void A_long_call_is_announced_and_may_tell_how_far_it_is()
    {
        var tool = AIFunctionFactory
            .Create(
                async () =>
                {
                    var call = ToolCall.Current!;
                    await Task.Delay(TimeSpan.FromSeconds(3), _time);
                    await call.SayAsync("Half of it is done.");
                    await Task.Delay(TimeSpan.FromSeconds(3), _time);
                    return "found";
                },
                "search"
            )
            .WithPolicy(new ToolPolicy { Announcement = "One moment." });
        using var talk = Talk(tool);
        talk.AgentReplies(FakeReply.Calls("search"));
        talk.AgentReplies("There are three.");

        talk.UserSays("search");
        talk.WaitUntilHeard("One moment");
        talk.WaitUntilHeard("Half of it");
        Assert.Single(talk.Model.Requests);
        talk.WaitUntilHeard("There are three");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "user: search",
                "call: search",
                "result: found",
                "agent: One moment.",
                "agent: Half of it is done.",
                "agent: There are three.",
            ],
            talk.Transcript
        );
    }

    [Fact]
    public void A_quick_call_is_not_announced()
    {
        using var talk = Talk(Slow("search", 0.3, new ToolPolicy { Announcement = "One moment." }));
        talk.AgentReplies(FakeReply.Calls("search"));
        talk.AgentReplies("There are three.");
        talk.UserSays("search");
        talk.WaitUntilHeard("There are three");
        talk.WaitUntilQuiet();
        Assert.DoesNotContain("agent: One moment.", talk.Transcript);
    }

    [Fact]
    public void A_goodbye_is_heard_to_its_end_before_the_session_ends()
    {
        var tool = AIFunctionFactory.Create(
            () =>
            {
                ToolCall.Current!.EndAfterSpeech("goodbye");
                return "ok";
            },
            "hang_up"
        );
        using var talk = Talk(tool);
        talk.AgentReplies(FakeReply.Calls("hang_up"));
        talk.AgentReplies("Thank you for calling, and have a wonderful day.");

        talk.UserSays("that is all");
        talk.WaitUntil(() => talk.Result is not null);

        Assert.Equal(PipelineOutcome.Ended, talk.Result!.Outcome);
        Assert.Equal("goodbye", talk.Result.Reason);
        Assert.Equal("agent: Thank you for calling, and have a wonderful day.", talk.Transcript[^1]);
        Assert.True(talk.Recorder.Of<BotHeardFrame>().Last().IsFinal);
        Assert.Equal("goodbye", talk.Client.Messages.Select(sent => sent.Value).OfType<EndFrame>().Single().Reason);
    }

    [Fact]
    public void Another_agent_goes_on_with_all_that_was_said()
    {
        var transfer = AIFunctionFactory.Create(
            async () =>
            {
                await ToolCall.Current!.TransferToAsync("sales");
                return "connected";
            },
            "transfer"
        );
        var sales = new FakeChatClient(_time);
        sales.Answers("Sales here, you want three rooms.");
        var voice = new FakeTextToSpeech(_time);
        var agents = Substitute.For<IAgentCatalog>();
        agents
            .Find("sales")
            .Returns(
                new AgentDefinition
                {
                    Name = "sales",
                    ChatClient = sales,
                    Instructions = "You sell.",
                    TextToSpeech = voice,
                }
            );
        using var talk = new ScriptedConversation(_time)
        {
            Agent = talk => talk.CreateAgent(null, transfer) with { Instructions = "You greet." },
            Agents = agents,
        };
        talk.AgentReplies(FakeReply.Calls("transfer"));

        talk.UserSays("three rooms please");
        talk.WaitUntilHeard("you want three rooms");
        talk.WaitUntilQuiet();

        var request = Assert.Single(sales.Requests);
        Assert.Equal("You sell.", request[0].Text);
        Assert.Equal("three rooms please", request[1].Text);
        Assert.Equal(
            [
                "user: three rooms please",
                "call: transfer",
                "result: connected",
                "agent: Sales here, you want three rooms.",
            ],
            talk.Transcript
        );
        Assert.Equal(1, voice.Opened);
    }

    [Fact]
    public void A_transfer_to_nobody_is_an_error_and_changes_nothing()
    {
        var transfer = AIFunctionFactory.Create(
            async () =>
            {
                await ToolCall.Current!.TransferToAsync("nobody");
                return "failed";
            },
            "transfer"
        );
        using var talk = Talk(transfer);
        talk.AgentReplies(FakeReply.Calls("transfer"));
        talk.AgentReplies("I am still here.");
        talk.UserSays("somebody else please");
        talk.WaitUntilHeard("still here");
        Assert.Equal(ErrorCodes.InvalidAgent, Assert.Single(talk.Errors.Distinct()).Code);
    }

    private readonly VirtualTime _time = new();

    private ScriptedConversation Talk(params AIFunction[] tools) =>
        new(_time) { Agent = talk => talk.CreateAgent(null, tools) };

    private static FunctionCallContent Call(string tool, string id = "") =>
        new($"call-{tool}{id}", tool, new Dictionary<string, object?>(StringComparer.Ordinal));

    private AIFunction Slow(string name, double seconds, ToolPolicy? policy = null) =>
        AIFunctionFactory
            .Create(
                async (CancellationToken cancellationToken) =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(seconds), _time, cancellationToken);
                    return "found";
                },
                name
            )
            .WithPolicy(policy ?? new ToolPolicy());
}
