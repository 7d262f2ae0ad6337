using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using NSubstitute;
using VoiceAgent.Frames;
using VoiceAgent.Resilience;
using VoiceAgent.Stt;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Testing.Timelines;
using VoiceAgent.Tts;

namespace VoiceAgent.Testing.Conversations;

/// <summary>Every provider of every chain fails in turn, in the middle of a sentence; what counts is what the user heard.</summary>
public sealed class FailingChainTests
{
    [Fact]
    public void Every_provider_fails_in_the_middle_of_a_sentence_and_the_user_hears_it_to_its_end()
    {
        using var talk = new ScriptedConversation { Agent = Agent };

        talk.UserSays("when does the train leave", TimeSpan.FromSeconds(2));
        talk.WaitUntilQuiet();

        Assert.Empty(talk.Errors);
        Assert.Equal(
            ["stt 0 2", "stt 1 2", "llm 0 1", "llm 1 2", "tts 0 1", "tts 1 2"],
            talk.Recorder.Of<ProviderChangedFrame>()
                .Select(changed => changed.Change)
                .Select(change => $"{change.Kind} {change.Provider} {change.Next}")
        );
        Assert.Equal(
            [
                "user: when does the train leave",
                "agent: The train to Vienna leaves at nine in the morning from platform four.",
            ],
            talk.Transcript
        );
        Assert.Equal("The train to Vienna leaves at nine in the morning from platform four.", Heard(talk).Last());
        talk.Recorder.ToTimeline(new TimelineOptions { Text = true })
            .ShouldMatchFile("Conversations/failing-chain.txt");
    }

    [Fact]
    public void Each_change_of_providers_is_one_warning_in_the_log_and_nothing_is_an_error()
    {
        var logger = Substitute.For<ILogger>();
        logger.IsEnabled(default).ReturnsForAnyArgs(true);
        using var loggers = Substitute.For<ILoggerFactory>();
        loggers.CreateLogger("").ReturnsForAnyArgs(logger);
        using var talk = new ScriptedConversation
        {
            Agent = Agent,
            ConfigureWorker = options => options.LoggerFactory = loggers,
        };

        talk.UserSays("when does the train leave", TimeSpan.FromSeconds(2));
        talk.WaitUntilQuiet();

        var lines = logger
            .ReceivedCalls()
            .Where(call => call.GetMethodInfo().Name == nameof(ILogger.Log))
            .Select(call => call.GetArguments())
            .Where(line => line[0] is >= LogLevel.Warning)
            .Select(line => $"{line[0]} {line[2]}")
            .ToArray();
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("Warning ", line, StringComparison.Ordinal));
        Assert.Contains("Warning stt: 0 was given up (provider_timeout), 2 went on; nothing was lost", lines);
    }

    [Fact]
    public void The_same_conversation_happens_in_the_same_order_each_time()
    {
        string Run()
        {
            using var talk = new ScriptedConversation { Agent = Agent };
            talk.UserSays("when does the train leave", TimeSpan.FromSeconds(2));
            talk.WaitUntilQuiet();
            return talk.Timeline.Hash;
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void When_every_model_is_dead_the_agent_apologises_and_the_conversation_goes_on()
    {
        var models = new List<FakeChatClient>();
        using var talk = new ScriptedConversation
        {
            Agent = talk =>
            {
                models.AddRange(Enumerable.Range(0, 2).Select(_ => new FakeChatClient(talk.Time)));
                models.ForEach(model => model.Answers(Broken("", 0)).Answers("At nine."));
                var chain = new ResilientChatClient(
                    Candidates<IChatClient>(talk, [.. models]),
                    new() { Retries = 0 },
                    talk.Time,
                    new Random(3)
                );
                return talk.CreateAgent() with
                {
                    ChatClient = chain,
                    Llm = new() { Apology = "Give me a moment, please." },
                };
            },
        };

        talk.UserSays("when does the train leave");
        talk.WaitUntilHeard("Give me a moment");
        talk.WaitUntilQuiet();
        talk.UserSays("and now");
        talk.WaitUntilQuiet();

        Assert.Equal([VoiceAgent.Errors.ErrorCodes.ProviderFailed], talk.Errors.Select(error => error.Code));
        Assert.Equal("agent: At nine.", talk.Transcript[^1]);
    }

    private static IEnumerable<string> Heard(ScriptedConversation talk) =>
        talk.Recorder.Of<BotHeardFrame>().Select(heard => heard.Text);

    private static VoiceAgent.Sessions.AgentDefinition Agent(ScriptedConversation talk)
    {
        var time = talk.Time;
        FakeChatClient[] models =
        [
            new FakeChatClient(time).Answers(Broken("The train to Prague", 3)),
            new FakeChatClient(time).Answers(Broken("Vienna leaves at noon", 3)),
            new FakeChatClient(time).Answers("nine in the morning from platform four."),
        ];
        ISpeechToText[] recognizers =
        [
            new FakeSpeechToText(time).Hears(new FakeSpeech("lost") { Fault = FakeFault.Throw }),
            new FakeSpeechToText(time).Hears(new FakeSpeech("lost") { Fault = FakeFault.Hang }),
            new FakeSpeechToText(time).Hears("when does the train leave"),
        ];
        ITextToSpeech[] voices =
        [
            new FakeTextToSpeech(time) { BreaksAfter = TimeSpan.FromSeconds(1) },
            new FakeTextToSpeech(time) { BreaksAfter = TimeSpan.FromSeconds(1) },
            new FakeTextToSpeech(time),
        ];
        return talk.CreateAgent() with
        {
            ChatClient = new ResilientChatClient(Candidates<IChatClient>(talk, models), new(), time, new Random(3)),
            SpeechToText = new ResilientSpeechToText(Candidates(talk, recognizers), new(), time),
            TextToSpeech = new ResilientTextToSpeech(Candidates(talk, voices), new(), time),
        };
    }

    private static FakeReply Broken(string text, int after) =>
        new(text) { Fault = FakeFault.Throw, FaultAfter = after };

    private static ProviderCandidate<T>[] Candidates<T>(ScriptedConversation talk, T[] providers)
        where T : class =>
        [
            .. providers.Select(
                (provider, i) =>
                    new ProviderCandidate<T>(provider, new ProviderCircuit($"{i}", new CircuitOptions(), talk.Time))
            ),
        ];
}
