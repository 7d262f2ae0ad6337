using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>One session over a real socket, step by step. Each test has a server of its own: it is told of everything that was said.</summary>
public sealed partial class RealtimeSessionTests : IAsyncLifetime
{
    private readonly OpenAIServer _server = new();
    private readonly List<SpeechToSpeechEvent> _told = [];
    private OpenAIConnection? _connection;
    private ISpeechToSpeechSession? _session;
    private IAsyncEnumerator<SpeechToSpeechEvent>? _events;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RealtimeScript Script => _server.Realtime;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _connection?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_set_up_as_documented()
    {
        var tool = AIFunctionFactory.Create((string room) => room, "book", "Books a room.");
        var session = await OpenAsync(
            options: new SpeechToSpeechSessionOptions
            {
                Instructions = "Be brief.",
                Tools = [tool],
                Language = "es-ES",
                MaxOutputTokens = 300,
            }
        );

        var request = _server.Requests.First(r => r.Path == "/v1/realtime");
        Assert.Equal("?model=gpt-realtime", request.Query);
        Assert.Equal($"Bearer {Failing.Key}", request.Headers["Authorization"]);
        var setup = Script.Of("session.update")[0].GetProperty("session");
        Assert.Equal("realtime", setup.GetProperty("type").GetString());
        Assert.Equal("Be brief.", setup.GetProperty("instructions").GetString());
        Assert.Equal(300, setup.GetProperty("max_output_tokens").GetInt32());
        Assert.Equal("book", setup.GetProperty("tools")[0].GetProperty("name").GetString());
        var input = setup.GetProperty("audio").GetProperty("input");
        Assert.Equal(24000, input.GetProperty("format").GetProperty("rate").GetInt32());
        Assert.Equal("es", input.GetProperty("transcription").GetProperty("language").GetString());
        Assert.Equal(JsonValueKind.Null, input.GetProperty("turn_detection").ValueKind);
        Assert.Equal("marin", setup.GetProperty("audio").GetProperty("output").GetProperty("voice").GetString());
        Assert.NotNull(session);
    }

    [Theory]
    [InlineData(RealtimeTurns.Server, "server_vad")]
    [InlineData(RealtimeTurns.Semantic, "semantic_vad")]
    public async Task The_server_may_find_turns_and_never_interrupts(RealtimeTurns turns, string type)
    {
        await OpenAsync(options => options.Realtime.Turns = turns);

        var detection = Script
            .Of("session.update")[0]
            .GetProperty("session")
            .GetProperty("audio")
            .GetProperty("input")
            .GetProperty("turn_detection");
        Assert.Equal(type, detection.GetProperty("type").GetString());
        Assert.True(detection.GetProperty("create_response").GetBoolean());
        Assert.False(detection.GetProperty("interrupt_response").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Speech_is_written_down_and_answered_under_the_present_and_the_former_names(bool preview)
    {
        Script.UsesPreviewNames = preview;
        Script.Answers(new RealtimeAnswer("Three of them."));
        var session = await OpenAsync();

        session.Write(new byte[9600]);
        session.Commit();
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.UserText);
        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.Equal(["three ", "three rooms "], Of<SpeechToSpeechEvent.UserInterim>().Select(e => e.Transcript));
        Assert.Equal("three rooms", Assert.Single(Of<SpeechToSpeechEvent.UserText>()).Transcript);
        Assert.Equal("Three of them. ", string.Concat(Of<SpeechToSpeechEvent.Text>().Select(text => text.Delta)));
        Assert.Equal(14 * 60 * 48, Of<SpeechToSpeechEvent.Audio>().Sum(audio => audio.Pcm.Length));
        Assert.Equal(30, Assert.Single(Of<SpeechToSpeechEvent.Ended>()).Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Too_little_audio_is_understood_as_nothing()
    {
        var session = await OpenAsync();

        session.Write(new byte[96]);
        session.Commit();
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.UserText);

        Assert.Equal("", Of<SpeechToSpeechEvent.UserText>()[0].Transcript);
    }

    [Fact]
    public async Task Calls_come_with_their_arguments_and_results_go_back_as_items()
    {
        Script.Answers(new RealtimeAnswer("") { Calls = "book", Arguments = """{"room":12}""" });
        var session = await OpenAsync();

        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);
        var call = Assert.Single(Of<SpeechToSpeechEvent.Call>()).Function;
        session.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "done")]));
        session.Respond(2, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended { Reply: 2 });

        Assert.Equal(("book", "12"), (call.Name, call.Arguments!["room"]!.ToString()));
        var item = Assert.Single(Script.Of("conversation.item.create")).GetProperty("item");
        Assert.Equal("function_call_output", item.GetProperty("type").GetString());
        Assert.Equal(call.CallId, item.GetProperty("call_id").GetString());
    }

    [Fact]
    public async Task The_next_answer_is_asked_for_when_the_one_before_is_over()
    {
        Script.Answers(new RealtimeAnswer("One.") { Waits = true });
        Script.Answers(new RealtimeAnswer("Two."));
        var session = await OpenAsync();
        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Audio);

        session.Respond(2, new SpeechToSpeechRequest());
        Assert.Single(Script.Of("response.create"));
        session.Cancel(1);
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.Equal(2, Of<SpeechToSpeechEvent.Ended>()[0].Reply);
        Assert.Equal("resp_1", Script.Of("response.cancel")[0].GetProperty("response_id").GetString());
    }

    [Theory]
    [InlineData(300, "conversation.item.truncate")]
    [InlineData(0, "conversation.item.delete")]
    public async Task What_was_not_heard_is_taken_out_of_the_conversation(int heard, string type)
    {
        Script.Answers(new RealtimeAnswer("Three of them are free."));
        var session = await OpenAsync();
        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        session.Truncate(1, TimeSpan.FromMilliseconds(heard));
        session.Respond(2, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended { Reply: 2 });

        var cut = Assert.Single(Script.Of(type));
        Assert.Equal("msg_1", cut.GetProperty("item_id").GetString());
        Assert.True(heard == 0 || cut.GetProperty("audio_end_ms").GetInt32() == heard);
    }

    [Fact]
    public async Task An_answer_that_was_heard_to_its_end_stays()
    {
        var session = await OpenAsync();
        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        session.Truncate(1, TimeSpan.FromSeconds(5));
        session.Respond(2, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended { Reply: 2 });

        Assert.Empty(Script.Of("conversation.item.truncate"));
        Assert.Empty(Script.Of("conversation.item.delete"));
    }

    [Fact]
    public async Task An_answer_the_server_began_by_itself_is_held_until_it_is_asked_for()
    {
        Script.Answers(new RealtimeAnswer("At once."));
        var session = await OpenAsync(options => options.Realtime.Turns = RealtimeTurns.Server);
        await Script.Conversation!.AnswerByItselfAsync();
        await Script.Conversation.SendAsync(new { type = "input_audio_buffer.speech_stopped", audio_end_ms = 700 });
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.SpeechStopped);
        Assert.Empty(Of<SpeechToSpeechEvent.Audio>());

        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.Empty(Script.Of("response.create"));
        Assert.Equal("At once. ", string.Concat(Of<SpeechToSpeechEvent.Text>().Select(text => text.Delta)));
    }

    [Fact]
    public async Task An_answer_the_server_began_by_itself_goes_when_the_user_goes_on()
    {
        Script.Answers(new RealtimeAnswer("Too soon."));
        Script.Answers(new RealtimeAnswer("Now."));
        var session = await OpenAsync(options => options.Realtime.Turns = RealtimeTurns.Server);
        await Script.Conversation!.AnswerByItselfAsync();
        await Script.Conversation.SendAsync(new { type = "input_audio_buffer.speech_started", audio_start_ms = 900 });
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.SpeechStarted);

        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.Equal("Now. ", string.Concat(Of<SpeechToSpeechEvent.Text>().Select(text => text.Delta)));
        Assert.Equal("msg_1", Assert.Single(Script.Of("conversation.item.delete")).GetProperty("item_id").GetString());
    }

    [Fact]
    public async Task What_is_not_to_be_answered_is_taken_out()
    {
        var session = await OpenAsync();
        session.Write(new byte[9600]);
        session.Commit();
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.UserText);

        session.DropTurn();
        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.Equal("item_1", Assert.Single(Script.Of("conversation.item.delete")).GetProperty("item_id").GetString());
    }

    [Fact]
    public async Task A_text_of_the_application_is_said_beside_the_conversation()
    {
        var session = await OpenAsync();

        session.Respond(1, new SpeechToSpeechRequest { Say = "Hello there.", MayCallTools = false });
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        var response = Script.Of("response.create")[0].GetProperty("response");
        Assert.Equal("none", response.GetProperty("conversation").GetString());
        Assert.Contains("Hello there.", response.GetProperty("instructions").GetString()!, StringComparison.Ordinal);
    }

    private IReadOnlyList<T> Of<T>()
        where T : SpeechToSpeechEvent => [.. _told.OfType<T>()];

    private async Task<ISpeechToSpeechSession> OpenAsync(
        Action<OpenAIOptions>? configure = null,
        SpeechToSpeechSessionOptions? options = null
    )
    {
        _connection = _server.Connect(configure);
        _session = await new OpenAISpeechToSpeech(_connection).OpenAsync(
            options ?? new SpeechToSpeechSessionOptions(),
            Token
        );
        _events = _session.ReadEventsAsync(Token).GetAsyncEnumerator(Token);
        return _session;
    }

    private async Task ReadUntilAsync(Func<SpeechToSpeechEvent, bool> isLast)
    {
        while (await _events!.MoveNextAsync())
        {
            _told.Add(_events.Current);
            if (isLast(_events.Current))
            {
                return;
            }
        }

        Assert.Fail("The session ended.");
    }
}
