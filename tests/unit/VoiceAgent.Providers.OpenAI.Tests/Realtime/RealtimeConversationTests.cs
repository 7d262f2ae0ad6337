using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>Whole conversations in real time, over real sockets.</summary>
public sealed class RealtimeConversationTests : IAsyncLifetime
{
    private const string Rooms = "There are three rooms upstairs and the first one has a view of the sea.";

    private readonly OpenAIServer _server = new();
    private readonly LiveCaller _caller = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_interrupted_answer_is_cut_where_the_callers_loudspeaker_was()
    {
        _server.Realtime.Heard = "what rooms do you have";
        _server.Realtime.Answers(new RealtimeAnswer(Rooms));
        _server.Realtime.Answers(new RealtimeAnswer("All right."));
        await TalkAsync(async session =>
        {
            _caller.Speak(TimeSpan.FromMilliseconds(600));
            await _caller.WaitForAsync<BotHeardFrame>(
                heard => heard.Text.Contains("three", StringComparison.Ordinal),
                Token
            );
            _server.Realtime.Heard = "stop please";
            _caller.Speak(TimeSpan.FromMilliseconds(400));
            var cut = await _caller.WaitForAsync<BotHeardFrame>(
                heard => heard is { IsFinal: true, Interrupted: true },
                Token
            );
            var played = _caller.Played / 16.0;
            await _caller.WaitForAsync<BotHeardFrame>(heard => heard is { IsFinal: true, Interrupted: false }, Token);

            var truncation = Assert.Single(_server.Realtime.Of("conversation.item.truncate"));
            Assert.InRange(truncation.GetProperty("audio_end_ms").GetInt32(), played - 20, played + 20);
            Assert.StartsWith("There are three", cut.Text, StringComparison.Ordinal);
            Assert.Equal(
                ["what rooms do you have", cut.Text, "stop please", "All right."],
                session.Context.ToMessages().Select(message => message.Text)
            );
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_socket_that_breaks_in_the_middle_of_an_answer_costs_an_apology_and_not_the_conversation()
    {
        _server.Realtime.Answers(new RealtimeAnswer("There are") { Breaks = true });
        _server.Realtime.Answers(new RealtimeAnswer("Three."));
        await TalkAsync(async session =>
        {
            _caller.Speak(TimeSpan.FromMilliseconds(500));
            var error = await _caller.WaitForAsync<ErrorFrame>(_ => true, Token);
            await _caller.WaitForAsync<BotHeardFrame>(
                heard => heard.IsFinal && heard.Text.StartsWith("Sorry", StringComparison.Ordinal),
                Token
            );
            _caller.Speak(TimeSpan.FromMilliseconds(500));
            await _caller.WaitForAsync<BotHeardFrame>(heard => heard.IsFinal && heard.Text.Trim() == "Three.", Token);

            Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
            Assert.Equal(2, _server.Realtime.Opened);
            Assert.Equal("Three.", session.Context.ToMessages()[^1].Text);
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_tool_is_called_and_its_result_answered()
    {
        _server.Realtime.Answers(new RealtimeAnswer("") { Calls = "book", Arguments = """{"room":12}""" });
        _server.Realtime.Answers(new RealtimeAnswer("Booked."));
        await TalkAsync(
            async session =>
            {
                _caller.Speak(TimeSpan.FromMilliseconds(500));
                await _caller.WaitForAsync<BotHeardFrame>(
                    heard => heard.IsFinal && heard.Text.Trim() == "Booked.",
                    Token
                );

                var output = Assert.Single(_server.Realtime.Of("conversation.item.create")).GetProperty("item");
                Assert.Equal("room 12", output.GetProperty("output").GetString());
                Assert.Equal(4, session.Context.ToMessages().Count);
            },
            AIFunctionFactory.Create((int room) => $"room {room}", "book")
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_key_is_told_without_printing_it()
    {
        _server.Fault = Tests.Vendors.VendorFault.Status(401);
        await TalkAsync(async _ =>
        {
            var error = await _caller.WaitForAsync<ErrorFrame>(_ => true, Token);

            Assert.Equal(ErrorCodes.ProviderUnauthorized, error.Code);
            Assert.DoesNotContain(Tests.Vendors.Failing.Key, error.Message, StringComparison.Ordinal);
        });
    }

    private async Task TalkAsync(Func<VoiceSession, Task> act, params IReadOnlyList<AIFunction> tools)
    {
        using var connection = _server.Connect();
        var options = new PipelineWorkerOptions();
        options.Observers.Add(_caller);
        var agent = new AgentDefinition
        {
            Name = "test",
            SpeechToSpeech = new OpenAISpeechToSpeech(connection),
            VoiceActivity = new FakeVoiceActivity(),
            Llm = { Tools = [.. tools] },
        };
        await using var session = new VoiceSession(agent, _caller, options);
        var run = session.RunAsync(Token);
        await act(session);
        session.Worker.Cancel("test");
        await run;
    }
}
