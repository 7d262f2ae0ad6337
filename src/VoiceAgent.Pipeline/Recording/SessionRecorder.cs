using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Sessions;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>
/// Records a session so that it can be replayed: what came from the client and from the providers, when the session took it, and what the
/// session did. Make it before the session, give the session what it returns, dispose it after the session.
/// </summary>
/// <example>
/// <code>
/// var recorder = new SessionRecorder(File.Create("call.varec"), agent, connection, options);
/// await using var recording = recorder.ConfigureAwait(false);
/// var session = new VoiceSession(recorder.Agent, recorder.Connection, options);
/// </code>
/// </example>
/// <remarks>
/// The file holds everything that was said. Recording costs the session's pump a few microseconds for each piece of audio; a disk that
/// is slow or full ends the recording and not the session.
/// </remarks>
public sealed class SessionRecorder : IPumpJournal, IAsyncDisposable
{
    private readonly RecordingWriter _writer;
    private readonly RecordingOptions _options;
    private readonly SessionLog _log;
    private readonly ProviderTape _tape;
    private SessionScope? _scope;
    private bool _isOver;

    /// <summary>Begins a recording.</summary>
    /// <param name="file">Where it goes; the recorder owns it.</param>
    /// <param name="agent">The agent of the session.</param>
    /// <param name="connection">The client of the session; not disposed.</param>
    /// <param name="worker">Options of the session's worker; the recorder adds itself.</param>
    /// <param name="options">What is recorded.</param>
    /// <exception cref="IOException">The beginning cannot be written.</exception>
    public SessionRecorder(
        Stream file,
        AgentDefinition agent,
        IMediaConnection connection,
        PipelineWorkerOptions worker,
        RecordingOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(worker);
        _options = options ?? new RecordingOptions();
        _writer = new RecordingWriter(file, _options, worker.TimeProvider, worker.Executor);
        _log = new SessionLog(_writer.Add, _options.Audio);
        _tape = new ProviderTape(_writer.Add, () => _scope?.Elapsed ?? TimeSpan.Zero, _options.Audio);
        Agent = Recorded(agent, _tape);
        Connection = new LoggedConnection(connection, _log);
        worker.Journal = this;
        worker.Observers.Add(_log);
        _writer.Add(new HeaderRecord(RecordingHeader.Of(agent, connection.Info, worker.TimeProvider, _options.Audio)));
    }

    /// <summary>The agent to give to the session: the same, its providers listened to.</summary>
    public AgentDefinition Agent { get; }

    /// <summary>The client to give to the session.</summary>
    public IMediaConnection Connection { get; }

    /// <summary>Why the recording ended before the session did, such as a full disk; null while it has not.</summary>
    public Exception? Failure => _writer.Failure;

    /// <summary>The catalogue to give to the session: the same, its agents listened to from the moment one of them takes over.</summary>
    public IAgentCatalog Listening(IAgentCatalog agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        return new RecordedCatalog(
            agents,
            agent =>
            {
                _writer.Add(new HeaderRecord(RecordingHeader.Of(agent)));
                return Recorded(agent, _tape);
            }
        );
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public ValueTask DisposeAsync() => _writer.CloseAsync(EndReasons.Over);

    void IPumpJournal.Begin(SessionScope scope)
    {
        _scope = scope;
        _log.Pump = scope.Pumps[0];
    }

    void IPumpJournal.OnOpen(TimeSpan now) => _writer.Add(new OpenRecord(now));

    void IPumpJournal.OnDispatch(in Envelope envelope, int consequences, TimeSpan now)
    {
        // What comes behind the end is taken or not, as it happens.
        _isOver |= _log.IsOver;
        if (_isOver)
        {
            return;
        }

        var frame = envelope.Frame;
        var name = frame?.GetType().Name;
        var processor = envelope.Processor?.Numbers.Place ?? 0;
        var dispatch = envelope.Origin switch
        {
            ProcessorTimer timer => Of(DispatchSource.Timer, timer.Number),
            ProcessorWork work when envelope.Call is WorkEnd => Of(DispatchSource.WorkEnd, work.Number),
            ProcessorWork work when frame is not null => Of(DispatchSource.WorkFrame, work.Number),
            ProcessorWork work => Of(DispatchSource.WorkCall, work.Number),
            Pump => Of(DispatchSource.Handover, 0),
            _ when envelope.Kind == EnvelopeKind.Command => Of(DispatchSource.Command, 0),
            _ when FrameCodec.Knows(frame!) => Of(DispatchSource.Input, 0),
            _ => Of(DispatchSource.Head, 0),
        };
        _writer.Add(dispatch);
        if (envelope.Kind == EnvelopeKind.Command)
        {
            _log.OnCommand(frame!, now);
            _isOver = frame is CancelFrame;
        }

        DispatchRecord Of(DispatchSource source, int number) =>
            new(
                now,
                consequences,
                source,
                processor,
                number,
                name,
                source is DispatchSource.Input or DispatchSource.Command ? frame : null
            )
            {
                KeepsAudio = _options.Audio,
            };
    }

    private static AgentDefinition Recorded(AgentDefinition agent, ProviderTape tape) =>
        agent with
        {
            ChatClient = new RecordedChatClient(agent.ChatClient, tape),
            VoiceActivity = agent.VoiceActivity is { } activity ? new RecordedVoiceActivity(activity, tape) : null,
            SpeechToText = agent.SpeechToText is { } recognizer ? new RecordedSpeechToText(recognizer, tape) : null,
            TextToSpeech = agent.TextToSpeech is { } voice ? new RecordedTextToSpeech(voice, tape) : null,
            TurnModel = agent.TurnModel is { } model ? new RecordedTurnModel(model, tape) : null,
            OnClientMessage = agent.OnClientMessage is { } handler
                ? new RecordedHandler(handler, tape).AnswerAsync
                : null,
            Llm = agent.Llm with
            {
                Tools = [.. agent.Llm.Tools.Select(AIFunction (tool) => new RecordedFunction(tool, tape))],
            },
        };
}

/// <summary>Agents that are listened to.</summary>
internal sealed class RecordedCatalog(IAgentCatalog inner, Func<AgentDefinition, AgentDefinition> listenTo)
    : IAgentCatalog
{
    public IReadOnlyList<string> Names => inner.Names;

    public AgentDefinition? Find(string? name) => inner.Find(name) is { } agent ? listenTo(agent) : null;
}
