using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Pipelines;
using VoiceAgent.Telemetry;
using VoiceAgent.Transports;

namespace VoiceAgent.Sessions;

/// <summary>Gives each client that a transport accepts the agent it asked for, and counts sessions.</summary>
public sealed class VoiceSessionHandler(
    IAgentCatalog agents,
    IOptions<VoiceSessionOptions> options,
    TimeProvider timeProvider,
    ILoggerFactory loggers
) : IMediaSessionHandler
{
    private readonly ILogger _logger = loggers.CreateLogger<VoiceSessionHandler>();
    private int _active;

    /// <summary>Sessions that run now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <inheritdoc />
    public async Task RunAsync(
        IMediaConnection connection,
        MediaSessionRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(request);
        var agent = agents.Find(request.Agent) ?? throw NoSuchAgent(request.Agent);
        if (Interlocked.Increment(ref _active) > options.Value.MaxSessions)
        {
            Interlocked.Decrement(ref _active);
            throw new VoiceAgentException(ErrorCodes.ServerBusy, "All sessions are taken; try again in a moment.");
        }

        var tag = new KeyValuePair<string, object?>(VoiceAgentTelemetry.TransportTag, connection.Info.Transport);
        VoiceAgentTelemetry.ActiveSessions.Add(1, tag);
        try
        {
            await RunAsync(agent, connection, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            VoiceAgentTelemetry.ActiveSessions.Add(-1, tag);
            Interlocked.Decrement(ref _active);
        }
    }

    private async Task RunAsync(
        AgentDefinition agent,
        IMediaConnection connection,
        MediaSessionRequest request,
        CancellationToken cancellationToken
    )
    {
        var workerOptions = new PipelineWorkerOptions
        {
            TimeProvider = timeProvider,
            Executor = options.Value.Executor,
            LoggerFactory = loggers,
        };
        options.Value.ConfigureWorker?.Invoke(workerOptions);
        foreach (var observer in options.Value.CreateObservers?.Invoke(request) ?? [])
        {
            workerOptions.Observers.Add(observer);
        }

        var info = connection.Info;
        var setup = new SessionSetup(agent, connection, workerOptions, agents, request);
        setup = options.Value.Prepare?.Invoke(setup) ?? setup;
        await using var owned = new Owned(setup.Owned).ConfigureAwait(false);
        var session = new VoiceSession(setup.Agent, setup.Connection, workerOptions, setup.Agents);
        await using var disposal = session.ConfigureAwait(false);
        _logger.SessionBegins(
            request.SessionId,
            agent.Name,
            info.Transport,
            info.Input.SampleRate,
            info.Output.SampleRate
        );
        var result = await session.RunAsync(cancellationToken).ConfigureAwait(false);
        _logger.SessionOver(request.SessionId, session.Worker.Elapsed.TotalSeconds, result.Outcome, result.Reason);
        VoiceAgentTelemetry.EndedSessions.Add(
            1,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.OutcomeTag, result.Outcome.ToString())
        );
        if (result.Error is { } error)
        {
            throw new VoiceAgentException(error.Code, error.Message, error.Exception);
        }
    }

    /// <summary>What may have to be disposed.</summary>
    private sealed class Owned(IAsyncDisposable? inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => inner?.DisposeAsync() ?? default;
    }

    private VoiceAgentException NoSuchAgent(string? name) =>
        agents.Names.Count == 0
            ? new(ErrorCodes.InvalidConfiguration, "There is no agent; add one with AddAgent or in the configuration.")
            : new(
                ErrorCodes.InvalidAgent,
                $"There is no agent named '{name}'. There are: {string.Join(", ", agents.Names)}."
            );
}
