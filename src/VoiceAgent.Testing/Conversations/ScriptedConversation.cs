using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Testing.Timelines;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Conversations;

/// <summary>
/// A whole conversation in virtual time: a client in memory, an agent, and all of the engine between them. Each step (<c>UserSays</c>,
/// <c>WaitUntilHeard</c>…) moves the clock as far as it says and no further; then look at <see cref="Transcript"/>,
/// <see cref="Recorder"/> and <see cref="Timeline"/>.
/// </summary>
/// <remarks>The session begins with the first step. One thread at a time.</remarks>
public sealed class ScriptedConversation : IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private VoiceSession? _session;
    private Task<PipelineResult>? _run;
    private FakeMediaConnection? _client;
    private SessionRecorder? _recorder;

    /// <summary>Prepares a conversation.</summary>
    /// <param name="time">The clock, when conversations share one; a new one unless given.</param>
    public ScriptedConversation(VirtualTime? time = null)
    {
        Time = time ?? new VirtualTime();
        Model = new FakeChatClient(Time);
        Recognizer = new FakeSpeechToText(Time);
        Voice = new FakeTextToSpeech(Time);
        Speaker = new FakeSpeechToSpeech(Time);
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; }

    /// <summary>The model of the usual agent.</summary>
    public FakeChatClient Model { get; }

    /// <summary>The recogniser of the usual agent.</summary>
    public FakeSpeechToText Recognizer { get; }

    /// <summary>The voice of the usual agent.</summary>
    public FakeTextToSpeech Voice { get; }

    /// <summary>The speech-to-speech model of <see cref="CreateSpeakingAgent"/>; it has the script of the others.</summary>
    public FakeSpeechToSpeech Speaker { get; }

    /// <summary>Makes the agent; give your own, with the fakes of this conversation where you want them.</summary>
    public Func<ScriptedConversation, AgentDefinition> Agent { get; init; } = static talk => talk.CreateAgent();

    /// <summary>The agents the conversation may be transferred to; none unless set.</summary>
    public IAgentCatalog? Agents { get; init; }

    /// <summary>What the client can do; unless set, it clears on demand and reports playback.</summary>
    public MediaConnectionInfo ClientInfo { get; init; } = FakeMediaConnection.DefaultInfo;

    /// <summary>Last word on how the session runs: deadlines, lane sizes, logs, more observers.</summary>
    public Action<PipelineWorkerOptions>? ConfigureWorker { get; init; }

    /// <summary>Where the session is recorded to, if at all; closed with the conversation.</summary>
    public Stream? RecordTo { get; init; }

    /// <summary>What is recorded; everything unless set.</summary>
    public RecordingOptions? Recording { get; init; }

    /// <summary>Longest a step may wait in virtual time. Default one minute.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The client: what it was sent, how far it has played.</summary>
    public FakeMediaConnection Client => _client ??= new FakeMediaConnection(Time, ClientInfo);

    /// <summary>Every frame at every hop.</summary>
    public FrameRecorder Recorder { get; } = new();

    /// <summary>The session.</summary>
    public VoiceSession Session => _session ?? Start();

    /// <summary>How the session ended; null while it runs.</summary>
    public PipelineResult? Result => _run is { IsCompleted: true } run ? run.GetAwaiter().GetResult() : null;

    /// <summary>All errors so far, in order.</summary>
    public IEnumerable<ErrorFrame> Errors => Recorder.Of<ErrorFrame>();

    /// <summary>The session as a timeline, without texts.</summary>
    public Timeline Timeline => Recorder.ToTimeline();

    /// <summary>
    /// The conversation as the model is told it, one line each: <c>user: …</c>, <c>agent: …</c>, <c>call: tool</c>, <c>result: …</c>.
    /// <c>note: …</c> is what the engine tells the model beside; instructions are left out.
    /// </summary>
    public IReadOnlyList<string> Transcript =>
        [
            .. Session
                .Context.ToMessages()
                .Where(message => message.Text != Session.Context.Instructions)
                .SelectMany(Lines),
        ];

    /// <summary>An agent made of the fakes of this conversation.</summary>
    /// <param name="greeting">Spoken at the beginning; null waits for the user.</param>
    /// <param name="tools">What the model may call.</param>
    public AgentDefinition CreateAgent(string? greeting = null, params IReadOnlyList<AIFunction> tools) =>
        new()
        {
            Name = "test",
            Greeting = greeting,
            ChatClient = Model,
            VoiceActivity = new FakeVoiceActivity(),
            SpeechToText = Recognizer,
            TextToSpeech = Voice,
            Llm = { Tools = [.. tools] },
        };

    /// <summary>An agent whose model hears and speaks by itself: the <see cref="Speaker"/>.</summary>
    /// <param name="greeting">Spoken at the beginning; null waits for the user.</param>
    /// <param name="tools">What the model may call.</param>
    public AgentDefinition CreateSpeakingAgent(string? greeting = null, params IReadOnlyList<AIFunction> tools) =>
        new()
        {
            Name = "test",
            Greeting = greeting,
            SpeechToSpeech = Speaker,
            VoiceActivity = new FakeVoiceActivity(),
            Llm = { Tools = [.. tools] },
        };

    /// <summary>The model's next answer.</summary>
    public void AgentReplies(string text) => AgentReplies(new FakeReply(text));

    /// <summary>The model's next answer, with delays, tool calls or faults.</summary>
    public void AgentReplies(FakeReply reply)
    {
        Model.Answers(reply);
        Speaker.Answers(reply);
    }

    /// <summary>The user speaks; returns when the last sound was said. Whoever speaks at that moment is interrupted.</summary>
    /// <param name="text">What will be understood.</param>
    /// <param name="duration">How long it takes; 1 s unless given.</param>
    public void UserSays(string text, TimeSpan? duration = null) => UserSays(new FakeSpeech(text), duration);

    /// <inheritdoc cref="UserSays(string, TimeSpan?)" />
    /// <param name="speech">What will be understood, and how.</param>
    /// <param name="duration">How long it takes; 1 s unless given.</param>
    public void UserSays(FakeSpeech speech, TimeSpan? duration = null)
    {
        Start();
        Recognizer.Hears(speech);
        Speaker.Hears(speech);
        var time = duration ?? TimeSpan.FromSeconds(1);
        Client.Speak(time);
        Time.Advance(time);
    }

    /// <summary>The user types.</summary>
    public void UserTypes(string text)
    {
        Start();
        Client.Type(text);
        Time.Settle();
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(TimeSpan duration)
    {
        Start();
        Time.Advance(duration);
    }

    /// <summary>Lets time pass until the session is this old.</summary>
    public void WaitUntil(TimeSpan age)
    {
        Start();
        Time.Advance(age - Session.Worker.Elapsed);
    }

    /// <summary>Lets time pass until a condition holds.</summary>
    /// <exception cref="TimeoutException">It does not within <see cref="Limit"/>.</exception>
    public void WaitUntil(Func<bool> condition)
    {
        Start();
        Time.RunUntil(condition, Limit);
    }

    /// <summary>Lets time pass until the user has heard these words of one answer.</summary>
    /// <param name="words">As they are written in it, in any case.</param>
    /// <exception cref="TimeoutException">They are not heard within <see cref="Limit"/>.</exception>
    public void WaitUntilHeard(string words)
    {
        var next = 0;
        WaitUntil(() =>
        {
            while (next < Recorder.Firsts.Count)
            {
                if (
                    Recorder.Firsts[next++].Frame is BotHeardFrame heard
                    && heard.Text.Contains(words, StringComparison.OrdinalIgnoreCase)
                )
                {
                    return true;
                }
            }

            return false;
        });
    }

    /// <summary>Lets time pass until nobody has spoken, and no answer was on its way, for a second.</summary>
    /// <exception cref="TimeoutException">Somebody goes on for longer than <see cref="Limit"/>.</exception>
    public void WaitUntilQuiet()
    {
        Start();
        var since = Session.Worker.Elapsed;
        Time.RunUntil(
            () =>
            {
                var now = Session.Worker.Elapsed;
                since = Client.State == SessionState.Listening ? since : now;
                return now - since >= Calm || Result is not null;
            },
            Limit
        );
    }

    /// <summary>Ends the session when everything was said, and waits for it.</summary>
    public PipelineResult End()
    {
        Session.Worker.End("test");
        WaitUntil(() => Result is not null);
        return Result!;
    }

    /// <summary>Cancels the session if it still runs.</summary>
    public void Dispose()
    {
        Time.Run(async () =>
        {
            if (_session is not null)
            {
                await _session.DisposeAsync().ConfigureAwait(false);
            }

            if (_recorder is not null)
            {
                await _recorder.DisposeAsync().ConfigureAwait(false);
            }

            await Client.DisposeAsync().ConfigureAwait(false);
        });
    }

    private static IEnumerable<string> Lines(ChatMessage message)
    {
        var speaker =
            message.Role == ChatRole.System ? "note"
            : message.Role == ChatRole.User ? "user"
            : "agent";
        return message.Contents.Select(content =>
            content switch
            {
                FunctionCallContent call => $"call: {call.Name}",
                FunctionResultContent result => $"result: {result.Result}",
                _ => $"{speaker}: {content}",
            }
        );
    }

    private VoiceSession Start()
    {
        if (_session is not null)
        {
            return _session;
        }

        var options = new PipelineWorkerOptions { TimeProvider = Time, Executor = Time.Executor };
        options.Observers.Add(Recorder);
        ConfigureWorker?.Invoke(options);
        _recorder = RecordTo is null ? null : new SessionRecorder(RecordTo, Agent(this), Client, options, Recording);
        var agents = Agents is not null && _recorder is not null ? _recorder.Listening(Agents) : Agents;
        _session = new VoiceSession(_recorder?.Agent ?? Agent(this), _recorder?.Connection ?? Client, options, agents);
        Client.TurnOnMicrophone();
        _run = Time.Started(() => _session.RunAsync(CancellationToken.None));
        Time.Settle();
        return _session;
    }
}
