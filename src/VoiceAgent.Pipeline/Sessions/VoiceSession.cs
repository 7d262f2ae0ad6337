using Microsoft.Extensions.Logging;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Observers;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Telemetry;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Sessions;

/// <summary>One conversation: an agent, a client and the pipeline between them. Runs once; thread-safe.</summary>
public sealed class VoiceSession : IAsyncDisposable
{
    private readonly AgentDefinition _agent;
    private readonly IAgentCatalog? _agents;
    private readonly IMediaConnection _connection;
    private readonly PipelineWorker _worker;
    private readonly TurnLatencyObserver _latency;
    private readonly SpeechToSpeechLine? _line;
    private readonly ILogger _logger;
    private long _received;

    /// <summary>Prepares a conversation. Nothing runs before <see cref="RunAsync"/>.</summary>
    /// <param name="agent">Who answers.</param>
    /// <param name="connection">The client; whoever made it disposes it.</param>
    /// <param name="options">How the worker runs; its observers see every frame.</param>
    /// <param name="agents">The agents the conversation may be transferred to; none when null.</param>
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidConfiguration"/>: the agent has nothing to think with, or nothing to hear speech begin with.
    /// </exception>
    public VoiceSession(
        AgentDefinition agent,
        IMediaConnection connection,
        PipelineWorkerOptions? options = null,
        IAgentCatalog? agents = null
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(connection);
        options ??= new PipelineWorkerOptions();
        _agent = agent;
        _agents = agents;
        _connection = connection;
        _logger = options.LoggerFactory.CreateLogger<VoiceSession>();
        Context = new ConversationContext(agent.Instructions);
        _line = agent.SpeechToSpeech is { } model ? new SpeechToSpeechLine(model, agent.Speech, agent.Llm) : null;
        RequireSenses();
        _latency = new TurnLatencyObserver(
            options.TimeProvider,
            latency => _worker!.TryQueue(new TurnLatencyFrame(latency)),
            connection.Info.ReportsPlayout ? connection.Info.Output.SampleRate : 0
        );
        options.Observers.Add(_latency);
        _worker = new PipelineWorker(new Pipeline([.. CreateProcessors()]), options);
    }

    /// <summary>What the model is told of the conversation. It belongs to the session's pump while the session runs.</summary>
    public ConversationContext Context { get; }

    /// <summary>The worker that runs the session's pipeline.</summary>
    public PipelineWorker Worker => _worker;

    /// <summary>Runs the conversation to its end: the client leaves, somebody ends it, or it fails.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<PipelineResult> RunAsync(CancellationToken cancellationToken)
    {
        _worker.TryQueue(new SessionReadyFrame(_agent.Name, Notices()));
        if (!string.IsNullOrWhiteSpace(_agent.Greeting))
        {
            _worker.TryQueue(new TtsSpeakFrame(_agent.Greeting) { IsInterruptible = _agent.IsGreetingInterruptible });
        }

        using var span = VoiceAgentTelemetry.Source.StartActivity(VoiceAgentTelemetry.SessionSpan);
        span?.SetTag(VoiceAgentTelemetry.AgentTag, _agent.Name);
        span?.SetTag(VoiceAgentTelemetry.TransportTag, _connection.Info.Transport);
        _latency.Session = span;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = new StartFrame { Input = _connection.Info.Input, Output = _connection.Info.Output };
        var run = _worker.RunAsync(start, cancellationToken);
        // Only now: a client that is gone already must find a worker it can cancel.
        var reader = ReadAsync(reading.Token);
        try
        {
            return await run.ConfigureAwait(false);
        }
        finally
        {
            reading.Cancel();
            await reader.ConfigureAwait(false);
        }
    }

    /// <summary>Speaks a text as it is, behind what is being said. To have it heard to its end, queue a <see cref="TtsSpeakFrame"/>.</summary>
    /// <returns>False when the session is ending.</returns>
    public ValueTask<bool> SayAsync(string text, CancellationToken cancellationToken = default) =>
        _worker.QueueAsync(new TtsSpeakFrame(text), cancellationToken);

    /// <summary>Cancels the conversation if it still runs, and waits for its end.</summary>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private void RequireSenses()
    {
        if (_line is null && _agent.ChatClient is NoChatClient)
        {
            throw NoChatClient.Missing($"The agent '{_agent.Name}'");
        }

        if (_line is { Model.Capabilities.DetectsSpeech: false } && _agent.VoiceActivity is null)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"The model of the agent '{_agent.Name}' has to be told where speech begins and ends; set VoiceActivity."
            );
        }
    }

    private List<FrameProcessor> CreateProcessors()
    {
        List<FrameProcessor> processors = [];
        if (_agent.VoiceActivity is not null && _line?.Model.Capabilities.DetectsSpeech != true)
        {
            processors.Add(new VadProcessor(_agent.VoiceActivity, _agent.Vad));
        }

        if (_line is not null)
        {
            processors.Add(
                new SpeechToSpeechProcessor(_line, Context) { MustPassAudio = _agent.TurnModel is not null }
            );
        }
        else if (_agent.SpeechToText is not null)
        {
            processors.Add(
                new SttProcessor(_agent.SpeechToText, _agent.Stt) { MustPassAudio = _agent.TurnModel is not null }
            );
        }

        if (_agent.OnClientMessage is not null)
        {
            processors.Add(new ClientMessageProcessor(_agent.OnClientMessage));
        }

        processors.Add(new UserTurnProcessor(_agent.Turns, _agent.TurnModel));
        processors.Add(new IdleTimeoutProcessor(_agent.IdleTimeout, _agent.IdlePrompts, _agent.IdleGoodbye));
        processors.Add(new AgentTransferProcessor(name => _agents?.Find(name), _line));
        processors.Add(new ContextAggregator(Context));
        processors.Add(new LlmProcessor(_line?.Client ?? _agent.ChatClient, _agent.Llm));
        processors.Add(new TtsProcessor(_agent.TextToSpeech ?? _line?.Voice ?? new SilentTextToSpeech(), _agent.Tts));
        if (_line is not null)
        {
            processors.Add(new SpokenReplyProcessor(_line));
        }

        processors.Add(new MediaOutputProcessor(_connection, _agent.Output));
        _agent.ConfigureProcessors?.Invoke(processors);
        return processors;
    }

    private List<SessionNotice> Notices()
    {
        List<SessionNotice> notices = [.. _agent.Notices];
        AddIfMissing(notices, (object?)_line ?? _agent.SpeechToText, SessionNotice.NoSpeechRecognition);
        AddIfMissing(notices, (object?)_line ?? _agent.TextToSpeech, SessionNotice.NoSpeechSynthesis);
        return notices;
    }

    /// <summary>An application that knows more, such as how to install it, has said so itself.</summary>
    private static void AddIfMissing(List<SessionNotice> notices, object? engine, SessionNotice notice)
    {
        if (engine is null && notices.TrueForAll(said => said.Code != notice.Code))
        {
            notices.Add(notice);
        }
    }

    /// <summary>Brings what the client sends to the head of the pipeline.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var input = await _connection.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (input.Kind == MediaInputKind.Closed)
                {
                    _worker.Cancel($"the client is gone: {input.Reason}");
                    return;
                }

                await QueueAsync(in input, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (Exception exception)
        {
            _logger.ReadFailed(_connection.Info.ConnectionId, exception);
            _worker.Cancel("the connection failed");
        }
    }

    /// <summary>Without a state machine of its own: it runs for every piece of audio.</summary>
    private ValueTask QueueAsync(in MediaInput input, CancellationToken cancellationToken)
    {
        switch (input.Kind)
        {
            case MediaInputKind.Audio when input.Audio.Length > 0:
                var frame = new InputAudioFrame(input.Audio, _connection.Info.Input, _received);
                _received += frame.Samples;
                return QueueAsync(frame, cancellationToken);
            case MediaInputKind.Played:
                return QueueAsync(new PlayedFrame(input.PlayedSamples), cancellationToken);
            case MediaInputKind.Message when input.Message is EndFrame end:
                _worker.End(end.Reason);
                return default;
            case MediaInputKind.Message when input.Message is { } message:
                return QueueAsync(message, cancellationToken);
            default:
                return default;
        }
    }

    private ValueTask QueueAsync(Frame frame, CancellationToken cancellationToken)
    {
        var queued = _worker.QueueAsync(frame, cancellationToken);
        if (!queued.IsCompletedSuccessfully)
        {
            return new ValueTask(queued.AsTask());
        }

        _ = queued.Result;
        return default;
    }
}
