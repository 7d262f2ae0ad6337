using System.Text.Json.Nodes;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;

namespace VoiceAgent.Sessions;

/// <summary>What a client's application does in a conversation beside talking: functions, requests, context.</summary>
public class ClientConversationTests
{
    [Fact]
    public void A_function_of_the_client_is_told_to_it_and_its_answer_to_the_model()
    {
        using var talk = Painting();
        talk.UserTypes("paint it");
        talk.WaitUntil(() => Told<ToolCallStartedFrame>(talk).Any(call => call.RunByClient));
        Answer(talk, "call-other", "paint", "foreign"); // Nobody called that.
        Answer(talk, "call-paint", "other", "wrong name");
        Answer(talk, "call-paint", "paint", "done");
        Answer(talk, "call-paint", "paint", "twice");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: paint it", "call: paint", "result: done", "agent: Painted."], talk.Transcript);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_client_that_does_not_answer_is_a_tool_that_does_not()
    {
        using var talk = Painting();
        talk.UserTypes("paint it");
        talk.WaitUntil(() => Told<ToolCallEndedFrame>(talk).Any());
        talk.WaitUntilQuiet();

        var ended = Assert.Single(Told<ToolCallEndedFrame>(talk));
        Assert.Equal((ToolCallOutcome.Timeout, true), (ended.Outcome, ended.RunByClient));
        Assert.Equal("agent: Painted.", talk.Transcript[^1]);
    }

    [Fact]
    public void An_interrupted_function_of_the_client_is_cancelled_and_its_late_answer_ignored()
    {
        using var talk = Painting();
        talk.UserTypes("paint it");
        talk.WaitUntil(() => Told<ToolCallStartedFrame>(talk).Any());
        talk.UserTypes("never mind");
        Answer(talk, "call-paint", "paint", "late");
        talk.WaitUntilQuiet();

        Assert.Equal(ToolCallOutcome.Cancelled, Assert.Single(Told<ToolCallEndedFrame>(talk)).Outcome);
        Assert.DoesNotContain(talk.Transcript, line => line.Contains("late", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_is_added_to_the_context_with_or_without_an_answer()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("Hello Ada.");
        talk.Wait(TimeSpan.FromMilliseconds(1));
        Send(talk, new ContextAppendFrame("user", "My name is Ada."));
        talk.Wait(TimeSpan.FromSeconds(2));
        Assert.Empty(talk.Model.Requests);
        Send(talk, new ContextAppendFrame("system", "Greet the user.") { RunsModel = true });
        talk.WaitUntilQuiet();

        Assert.Equal(["user: My name is Ada.", "note: Greet the user.", "agent: Hello Ada."], talk.Transcript);
    }

    [Fact]
    public void Requests_of_the_client_are_answered_whatever_the_handler_does()
    {
        using var talk = Asking(
            async (request, cancellationToken) =>
            {
                await Task.CompletedTask;
                return request.Type switch
                {
                    "add" => 5,
                    "nothing" => null,
                    _ => throw new InvalidOperationException("secret"),
                };
            }
        );
        talk.Wait(TimeSpan.FromMilliseconds(1));
        Send(talk, new ClientMessageFrame("1", "add", "{}"));
        Send(talk, new ClientMessageFrame("2", "nothing", null));
        Send(talk, new ClientMessageFrame("3", "throw", null));

        Assert.Equal(
            [("1", "add", "5"), ("2", "nothing", null)],
            Told<ServerResponseFrame>(talk).Select(r => (r.RequestId, r.Type, r.Data))
        );
        var failed = Assert.Single(Told<RequestFailedFrame>(talk));
        Assert.StartsWith("Exception processing message: InvalidOperationException", failed.Message);
        Assert.DoesNotContain("secret", failed.Message);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void Requests_that_hang_are_bounded_in_number_and_time()
    {
        using var talk = Asking(async (_, _) => await new TaskCompletionSource<JsonNode?>().Task);
        talk.Wait(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 17; i++)
        {
            Send(talk, new ClientMessageFrame($"{i}", "hang", null));
        }

        Assert.Equal("16", Assert.Single(Told<RequestFailedFrame>(talk)).RequestId);
        talk.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(17, Told<RequestFailedFrame>(talk).Count());
    }

    [Fact]
    public void A_reply_after_a_long_one_was_cut_off_does_not_wait_for_what_is_not_played()
    {
        // All of it is made at once, long before it is played.
        using var talk = new ScriptedConversation { Voice = { RealTimeFactor = 0, FirstByteDelay = TimeSpan.Zero } };
        var story = string.Join(' ', Enumerable.Range(1, 60).Select(n => $"This is part {n} of a very long story."));
        talk.AgentReplies(new FakeReply(story) { TokenInterval = TimeSpan.Zero });
        talk.AgentReplies("All right.");
        talk.UserTypes("tell me a story");
        talk.WaitUntilHeard("part 4");
        talk.UserTypes("stop");
        talk.Wait(TimeSpan.FromSeconds(5));

        Assert.Equal("agent: All right.", talk.Transcript[^1]);
        Assert.Contains(Told<BotHeardFrame>(talk), heard => heard.IsFinal && heard.Text == "All right.");
    }

    [Fact]
    public void A_client_that_cannot_clear_hears_what_it_was_sent_and_is_never_sent_more_than_the_lead()
    {
        var info = new MediaConnectionInfo { Transport = "memory", ConnectionId = "c" };
        using var talk = new ScriptedConversation
        {
            ClientInfo = info,
            Voice = { RealTimeFactor = 0, FirstByteDelay = TimeSpan.Zero },
        };
        talk.AgentReplies("One two three four five six seven eight nine ten eleven twelve thirteen fourteen.");
        talk.AgentReplies(new FakeReply("Yes.") { FirstTokenDelay = TimeSpan.Zero, TokenInterval = TimeSpan.Zero });
        talk.UserTypes("count");
        talk.WaitUntilHeard("five");
        var sent = talk.Client.Audio.Sum(audio => audio.Value.Pcm.Length / 2);
        talk.UserTypes("stop"); // It is answered at once, while the rest still plays.
        var cut = Told<BotHeardFrame>(talk).Single(heard => heard.Interrupted);
        talk.WaitUntilQuiet();

        Assert.StartsWith("One two three four five", cut.Text, StringComparison.Ordinal);
        Assert.Equal(
            sent,
            talk.Client.Audio.First(a => a.Value.ResponseId != talk.Client.Audio[0].Value.ResponseId).Value.Position
        );
        var (ahead, last) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (time, audio) in talk.Client.Audio)
        {
            var left = ahead - (time - last);
            ahead = (left > TimeSpan.Zero ? left : TimeSpan.Zero) + info.Output.DurationOf(audio.Pcm.Length);
            last = time;
            Assert.InRange(ahead, TimeSpan.Zero, info.Lead);
        }
    }

    private static ScriptedConversation Painting()
    {
        var talk = new ScriptedConversation
        {
            Agent = t => t.CreateAgent(null, ClientFunction.Create("paint", "Paints the page.")),
        };
        talk.AgentReplies(FakeReply.Calls("paint"));
        talk.AgentReplies("Painted.");
        return talk;
    }

    private static ScriptedConversation Asking(
        Func<ClientMessageFrame, CancellationToken, ValueTask<JsonNode?>> handler
    ) =>
        new()
        {
            Agent = t =>
                new()
                {
                    Name = "test",
                    ChatClient = t.Model,
                    OnClientMessage = handler,
                },
        };

    private static void Answer(ScriptedConversation talk, string call, string name, string result) =>
        Send(talk, new ClientFunctionResultFrame(call, name, result));

    private static void Send(ScriptedConversation talk, Frame frame)
    {
        talk.Client.Send(MediaInput.FromMessage(frame));
        talk.Wait(TimeSpan.FromMilliseconds(1));
    }

    private static IEnumerable<T> Told<T>(ScriptedConversation talk) =>
        talk.Client.Messages.Select(message => message.Value).OfType<T>();
}
