using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.Scripted;

public sealed class ScriptedChatClientTests
{
    private readonly Conversation _conversation = new(TestAgents.Demo);

    [Fact]
    public async Task A_reply_is_streamed_word_by_word()
    {
        using var client = TestAgents.Demo.CreateChatClient();
        var updates = await client
            .GetStreamingResponseAsync(
                [new(ChatRole.User, "book a room")],
                cancellationToken: TestContext.Current.CancellationToken
            )
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["Where ", "would ", "you ", "like ", "the ", "room?", ""], updates.Select(update => update.Text));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
    }

    [Fact]
    public async Task A_tool_is_called_with_typed_arguments()
    {
        using var client = TestAgents.Demo.CreateChatClient();
        var response = await client.GetResponseAsync(
            [new(ChatRole.User, "what is seven times eight")],
            new ChatOptions { Tools = [.. TestAgents.Demo.Tools] },
            TestContext.Current.CancellationToken
        );

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(Assert.Single(response.Messages).Contents));
        Assert.Equal("calculate", call.Name);
        Assert.Equal(7L, call.Arguments!["left"]);
        Assert.Equal("times", call.Arguments["operation"]);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Without_a_user_turn_it_greets()
    {
        Assert.Equal(TestAgents.Demo.Greeting, await _conversation.ReplyAsync());

        _conversation.History.Insert(0, new ChatMessage(ChatRole.System, "Be kind."));
        Assert.StartsWith("You can say", await _conversation.ReplyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_again_after_its_answer_it_repeats_the_open_question()
    {
        await _conversation.SayAsync("book a room");

        Assert.Equal("In which city do you need the room?", await _conversation.ReplyAsync());
    }

    [Fact]
    public async Task The_same_history_gives_the_same_reply_from_any_client()
    {
        await _conversation.SayAsync("book a room in rome");
        _conversation.History.Add(new ChatMessage(ChatRole.User, "tomorrow"));
        using var other = TestAgents.Demo.CreateChatClient();

        var first = await _conversation.ReplyAsync();
        var second = await other.GetResponseAsync(
            [.. _conversation.History.SkipLast(1)],
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(first, second.Text);
    }

    [Fact]
    public async Task A_tool_that_is_not_offered_counts_as_failed()
    {
        var conversation = new Conversation(TestAgents.Demo) { Tools = [] };

        Assert.Equal("Sorry, that didn't work just now.", await conversation.SayAsync("what time is it"));
        Assert.Empty(conversation.Calls);
    }

    [Theory]
    [InlineData("Error: no network")]
    [InlineData("{\"error\":\"no network\"}")]
    [InlineData("done")]
    [InlineData("{\"time\":\"cut o (cut)")]
    public async Task A_result_that_says_nothing_useful_is_apologised_for(string result)
    {
        _conversation.Intercept = call => new FunctionResultContent(call.CallId, result);

        Assert.Equal("Sorry, that didn't work just now.", await _conversation.SayAsync("what time is it"));
    }

    [Fact]
    public async Task A_call_cancelled_by_an_interruption_leaves_the_form_open()
    {
        await _conversation.SayAsync("book a room in rome tomorrow at noon for one hour for two people");
        _conversation.History.Add(new ChatMessage(ChatRole.User, "yes"));
        _conversation.History.Add(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "book_room")]));
        _conversation.History.Add(
            new ChatMessage(
                ChatRole.Tool,
                [new FunctionResultContent("c1", "cancelled") { Exception = new OperationCanceledException() }]
            )
        );

        Assert.Contains("for 3 people", await _conversation.SayAsync("make it three people"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_comes_after_the_next_turn_is_not_taken_for_another()
    {
        _conversation.History.Add(new ChatMessage(ChatRole.User, "what time is it"));
        _conversation.History.Add(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "get_time")]));
        _conversation.History.Add(new ChatMessage(ChatRole.User, "what day is it"));
        _conversation.History.Add(
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "{\"day\":\"Someday\"}")])
        );

        Assert.Equal("Today is Wednesday, March 4.", await _conversation.ReplyAsync());
    }

    [Fact]
    public async Task Call_ids_are_new_in_every_history()
    {
        for (var i = 0; i < 5; i++)
        {
            await _conversation.SayAsync("what time is it");
        }

        // The beginning may be cut off a long history.
        _conversation.History.RemoveRange(0, 4);
        await _conversation.SayAsync("what time is it");

        var ids = _conversation
            .History.SelectMany(message => message.Contents)
            .OfType<FunctionCallContent>()
            .Select(call => call.CallId)
            .ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Tomorrow_means_the_day_after_the_turn_was_said()
    {
        await _conversation.SayAsync("book a room in rome at noon for one hour for two people");
        _conversation.History.Add(
            new ChatMessage(ChatRole.User, "tomorrow") { CreatedAt = TestAgents.Now.AddDays(-1) }
        );

        Assert.Contains("Wednesday, March 4", await SpokenAsync(), StringComparison.Ordinal);

        async Task<string> SpokenAsync()
        {
            await _conversation.ReplyAsync();
            await _conversation.SayAsync("yes");
            return string.Join(' ', _conversation.Calls)
                .Replace("date=2026-03-04", "Wednesday, March 4", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cancellation_ends_the_stream()
    {
        using var client = TestAgents.Demo.CreateChatClient();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.GetResponseAsync([new(ChatRole.User, "hello")], cancellationToken: source.Token)
        );
    }

    [Fact]
    public void It_says_what_it_is()
    {
        using var client = TestAgents.Demo.CreateChatClient();

        Assert.Equal("scripted", client.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(IChatClient), "other"));
        Assert.Null(client.GetService<string>());
    }
}
