using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using VoiceAgent.Tts;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// What the three places of a pipeline at which a speech-to-speech model works have in common: the present session, the replies under way,
/// and what the session knows of the conversation. One per conversation. Thread-safe but where it says otherwise.
/// </summary>
internal sealed class SpeechToSpeechLine
{
    private readonly Lock _gate = new();
    private readonly HashSet<object> _told = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _results = new(StringComparer.Ordinal);
    private ISpeechToSpeechSession? _session;
    private SpeechToSpeechSessionOptions? _configured;
    private TaskCompletionSource? _cuts;
    private ReplyStreams? _replies;

    public SpeechToSpeechLine(ISpeechToSpeech model, SpeechToSpeechOptions options, LlmOptions llm)
    {
        (Model, Options) = (model, options);
        Client = new SpeakingModel(this);
        Voice = new ModelVoice(this);
        Configuration = new SpeechToSpeechSessionOptions
        {
            Voice = options.Voice,
            Language = options.Language,
            MaxOutputTokens = llm.ChatOptions?.MaxOutputTokens,
            Tools = [.. llm.Tools],
        };
    }

    public ISpeechToSpeech Model { get; }

    public SpeechToSpeechOptions Options { get; }

    /// <summary>The model as what thinks.</summary>
    public IChatClient Client { get; }

    /// <summary>The model as the voice that speaks texts of the application.</summary>
    public ITextToSpeech Voice { get; }

    /// <summary>What a session is opened with now.</summary>
    public SpeechToSpeechSessionOptions Configuration { get; private set; }

    /// <summary>Which sessions there were: grows with each.</summary>
    public int Epoch { get; private set; }

    /// <summary>False when there is no session and none is being opened: what is asked stays unasked.</summary>
    public bool MayOpen { get; set; }

    /// <summary>Whether the present turn is to be answered in text. On the pump.</summary>
    public TextReplies TextReplies { get; } = new();

    /// <summary>Called on the pump when the model was asked for a reply.</summary>
    public Action? Asked { get; set; }

    /// <summary>Called on the pump when a turn is answered, or is not going to be.</summary>
    public Action<bool>? TurnSettled { get; set; }

    public ReplyStreams Replies => _replies!;

    /// <summary>Called once, when the conversation begins.</summary>
    public void Start(bool isSingleThreaded) => _replies = new ReplyStreams(isSingleThreaded);

    /// <summary>A session is open: it is told the conversation and what is asked of it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="history">What was said, done and noted so far, without instructions.</param>
    /// <param name="catchUp">Says to it again what the user has said since; called under the lock.</param>
    public void Open(
        ISpeechToSpeechSession session,
        IEnumerable<ChatMessage> history,
        Action<ISpeechToSpeechSession> catchUp
    )
    {
        lock (_gate)
        {
            _session = session;
            _configured = Configuration;
            Epoch++;
            _told.Clear();
            _calls.Clear();
            _results.Clear();
            foreach (var message in history)
            {
                // Noted as told; assistants' words and what was spoken are new to this session, too.
                IsNew(message);
                session.Add(message);
            }

            catchUp(session);
            foreach (var (reply, request) in Replies.Unbegun())
            {
                session.Respond(reply, request);
            }
        }
    }

    /// <summary>The session is gone.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _session = null;
        }
    }

    /// <summary>Does something with the present session, if there is one.</summary>
    public void With(Action<ISpeechToSpeechSession> act)
    {
        lock (_gate)
        {
            if (_session is { } session)
            {
                act(session);
            }
        }
    }

    /// <summary>Tells the session what it does not know of a conversation, and asks for a reply.</summary>
    /// <param name="reply">The reply; it is in <see cref="Replies"/> already.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="messages">The whole conversation.</param>
    /// <param name="tools">What the model may call.</param>
    public void Ask(
        long reply,
        SpeechToSpeechRequest request,
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<AIFunctionDeclaration>? tools
    )
    {
        lock (_gate)
        {
            var instructions = messages.Count > 0 && messages[0].Role == ChatRole.System ? messages[0] : null;
            Configuration = Configuration with
            {
                Instructions = instructions?.Text ?? Configuration.Instructions,
                Tools = tools ?? Configuration.Tools,
            };
            if (_session is not { } session)
            {
                // Whoever opens the next one asks it.
                return;
            }

            if (!IsSame(_configured!, Configuration))
            {
                _configured = Configuration;
                session.Configure(Configuration);
            }

            foreach (var message in messages)
            {
                if (message != instructions && IsNew(message))
                {
                    session.Add(message);
                }
            }

            session.Respond(reply, request);
        }
    }

    /// <summary>The present session's model has made a call: it knows of it.</summary>
    public void Called(string callId)
    {
        lock (_gate)
        {
            _calls.Add(callId);
        }
    }

    /// <summary>Sets what the model is told before everything else, before the first session.</summary>
    public void Instruct(string? instructions) => Configuration = Configuration with { Instructions = instructions };

    /// <summary>How much was heard of some replies is not known yet: nothing may be asked before it is.</summary>
    public void BeginCuts()
    {
        lock (_gate)
        {
            _cuts ??= new TaskCompletionSource();
        }
    }

    /// <summary>It is known, and the session was told.</summary>
    public void EndCuts()
    {
        TaskCompletionSource? cuts;
        lock (_gate)
        {
            (cuts, _cuts) = (_cuts, null);
        }

        cuts?.TrySetResult();
    }

    /// <summary>Waits until the session was told what was heard of all that was cut off.</summary>
    public Task CutsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _cuts?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    /// <summary>
    /// True for what did not go through the session by itself: typed turns, notes, results of tools. What the bot says the ledger tells, and what
    /// the user says the session hears.
    /// </summary>
    private bool IsNew(ChatMessage message) =>
        message switch
        {
            { Role: var role } when role == ChatRole.Tool => AddAny(
                _results,
                message.Contents.OfType<FunctionResultContent>().Select(result => result.CallId)
            ),
            { Role: var role } when role == ChatRole.Assistant => AddAny(
                _calls,
                message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId)
            ),
            _ => message.AdditionalProperties?.ContainsKey(ConversationContext.SpokenProperty) != true
                && _told.Add(message),
        };

    private static bool AddAny(HashSet<string> known, IEnumerable<string> ids)
    {
        var isAny = false;
        foreach (var id in ids)
        {
            isAny |= known.Add(id);
        }

        return isAny;
    }

    private static bool IsSame(SpeechToSpeechSessionOptions one, SpeechToSpeechSessionOptions other) =>
        one.Instructions == other.Instructions
        && one.Tools.Select(tool => tool.Name).SequenceEqual(other.Tools.Select(tool => tool.Name));
}
