using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Llm;

public sealed class ContextCareTests
{
    [Fact]
    public void Old_turns_are_left_out_whole_and_instructions_and_the_last_turn_never()
    {
        var context = new ConversationContext("Be brief.");
        for (var turn = 1; turn <= 50; turn++)
        {
            context.AddUserTurn($"question {turn} {new string('x', 200)}");
            context.AddToolCalls([new FunctionCallContent($"call-{turn}", "look")]);
            context.SetToolResult(new FunctionResultContent($"call-{turn}", "found"));
            context.Add(new ChatMessage(ChatRole.Assistant, $"answer {turn}"));
        }

        var messages = Care(new() { MaxTokens = 600 }).Fit(context);

        Assert.Equal("Be brief.", messages[0].Text);
        Assert.Equal(ChatRole.User, messages[1].Role);
        Assert.Equal("answer 50", messages[^1].Text);
        Assert.InRange(TokenEstimate.Of(messages), 300, 600);
        Assert.Equal(
            messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Select(call => call.CallId),
            messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(end => end.CallId)
        );
    }

    [Fact]
    public void A_last_turn_that_is_too_long_by_itself_is_told_all_the_same()
    {
        var context = new ConversationContext();
        context.AddUserTurn(new string('x', 10_000));

        Assert.Single(Care(new() { MaxTokens = 256 }).Fit(context));
    }

    [Fact]
    public void What_the_model_reports_as_usage_corrects_the_estimate()
    {
        var count = new TokenCount();
        ChatMessage[] request = [new(ChatRole.User, new string('x', 396))];
        for (var i = 0; i < 20; i++)
        {
            count.Learn(request, new UsageDetails { InputTokenCount = 150 });
        }

        Assert.InRange(count.Of(request), 147, 150);
        count.Learn(request, new UsageDetails { InputTokenCount = 0 });
        Assert.InRange(count.Of(request), 147, 150);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("word", 1)]
    [InlineData("A sentence of ordinary length, as people say it.", 12)]
    [InlineData("今日は天気がいい", 6)]
    public void Tokens_are_estimated_by_script(string text, long tokens) =>
        Assert.Equal(tokens, TokenEstimate.Of(text));

    [Fact]
    public void Old_turns_are_summarised_beside_the_conversation_which_waits_for_nothing()
    {
        using var talk = Summarising(out var summariser);
        summariser.Answers(new FakeReply("Ada wants a table for two.") { FirstTokenDelay = TimeSpan.FromSeconds(4) });
        for (var turn = 1; turn <= 6; turn++)
        {
            talk.UserTypes($"question {turn} {new string('x', 400)}");
            talk.WaitUntilQuiet();
        }

        talk.Wait(TimeSpan.FromSeconds(5));
        talk.UserTypes("last");
        talk.WaitUntilQuiet();

        var told = talk.Model.Requests[^1];
        Assert.Equal("Summary of the conversation before: Ada wants a table for two.", told[0].Text);
        Assert.DoesNotContain(told, message => message.Text.StartsWith("question 1", StringComparison.Ordinal));
        Assert.Equal("last", told[^1].Text);
        Assert.Contains("question 1", summariser.Requests[0][^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("question 6", summariser.Requests[0][^1].Text, StringComparison.Ordinal);
        Assert.All(talk.Recorder.Of<ErrorFrame>(), error => Assert.Fail(error.Code));
    }

    [Fact]
    public void A_summary_that_fails_costs_nothing_and_is_tried_again()
    {
        using var talk = Summarising(out var summariser);
        summariser.Answers(new FakeReply("") { Fault = FakeFault.Throw });
        summariser.Otherwise = _ => new FakeReply("Second try.");
        for (var turn = 1; turn <= 7; turn++)
        {
            talk.UserTypes($"question {turn} {new string('x', 400)}");
            talk.WaitUntilQuiet();
        }

        Assert.True(summariser.Requests.Count >= 2);
        Assert.Empty(talk.Errors);
        Assert.Contains(talk.Transcript, line => line.Contains("Second try.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_filler_is_spoken_while_a_slow_tool_runs_and_stays_out_of_the_conversation()
    {
        using var talk = new ScriptedConversation
        {
            Agent = talk =>
            {
                var slow = AIFunctionFactory.Create(
                    async () =>
                    {
                        await Task.Delay(TimeSpan.FromSeconds(3), talk.Time);
                        return "nine";
                    },
                    "look"
                );
                var agent = talk.CreateAgent(null, slow);
                agent.Llm.Fillers = ["One moment, please."];
                return agent;
            },
        };
        talk.AgentReplies(FakeReply.Calls("look"));
        talk.AgentReplies("At nine.");

        talk.UserTypes("when");
        talk.WaitUntilQuiet();

        Assert.Equal(["One moment, please.", "At nine."], talk.Voice.Spoken);
        Assert.DoesNotContain(talk.Transcript, line => line.Contains("One moment", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fast_tool_needs_no_filler()
    {
        using var talk = new ScriptedConversation
        {
            Agent = talk =>
            {
                var agent = talk.CreateAgent(null, AIFunctionFactory.Create(() => "nine", "look"));
                agent.Llm.Fillers = ["One moment, please."];
                return agent;
            },
        };
        talk.AgentReplies(FakeReply.Calls("look"));
        talk.AgentReplies("At nine.");

        talk.UserTypes("when");
        talk.WaitUntilQuiet();

        Assert.Equal(["At nine."], talk.Voice.Spoken);
    }

    private static ContextCare Care(ContextOptions options) => new(options, TimeProvider.System);

    private static ScriptedConversation Summarising(out FakeChatClient summariser)
    {
        FakeChatClient? made = null;
        var talk = new ScriptedConversation
        {
            Agent = talk =>
            {
                var agent = talk.CreateAgent();
                agent.Llm.Context = new()
                {
                    MaxTokens = 800,
                    Summarises = true,
                    SummariseAt = 0.5,
                    KeepTurns = 2,
                    SummaryClient = made,
                };
                return agent;
            },
        };
        talk.Model.Otherwise = _ => new FakeReply("Yes.");
        summariser = made = new FakeChatClient(talk.Time);
        return talk;
    }
}
