using Polly;
using Polly.CircuitBreaker;
using VoiceAgent.Errors;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Resilience;

/// <summary>
/// A circuit breaker for one provider, shared by all sessions that use it: when too many requests fail, further ones fail at once, so that
/// callers go to the next provider without waiting; after a pause one request tries again. Thread-safe.
/// </summary>
/// <remarks>
/// <para>What counts is whether a provider begins to answer, and whether it breaks off. A request that its caller gave up does not count.</para>
/// <para>A provider that asks to be left alone for a time (<see cref="VoiceAgentException.RetryAfter"/>) is, by all sessions.</para>
/// </remarks>
public sealed class ProviderCircuit
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longestRest;
    private volatile RestAsked? _rest;

    /// <summary>Makes a closed circuit.</summary>
    /// <param name="provider">Name of the provider, for messages and metrics.</param>
    /// <param name="options">When it opens.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    public ProviderCircuit(string provider, CircuitOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        Provider = provider;
        (_time, _longestRest) = (timeProvider, options.LongestRest);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = timeProvider, Name = provider }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = options.FailureRatio,
                    MinimumThroughput = options.MinimumRequests,
                    SamplingDuration = options.Window,
                    BreakDuration = options.Pause,
                    StateProvider = _state,
                    ShouldHandle = static arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is { } failure and not OperationCanceledException
                                && !IsCallersFault(failure)
                        ),
                }
            )
            .Build();
    }

    /// <summary>Name of the provider.</summary>
    public string Provider { get; }

    /// <summary>True while the provider is left alone, and until the request that tries it again.</summary>
    public bool IsOpen => _state.CircuitState is CircuitState.Open or CircuitState.Isolated || Rest > TimeSpan.Zero;

    /// <summary>How long the provider still wants to be left alone; zero when it does not.</summary>
    internal TimeSpan Rest => _rest?.Left(_time) ?? TimeSpan.Zero;

    /// <summary>Asks the provider for something, unless it is left alone.</summary>
    /// <param name="ask">Returns when the provider has begun to answer.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <exception cref="VoiceAgentException">
    /// The provider is left alone: <see cref="ErrorCodes.CircuitOpen"/>, or the code with which it asked for that.
    /// </exception>
    public async ValueTask<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> ask,
        CancellationToken cancellationToken
    )
    {
        if (_rest is { } rest && rest.Left(_time) is { Ticks: > 0 } left)
        {
            throw rest.ToException(left);
        }

        var before = _state.CircuitState;
        try
        {
            return await _pipeline
                .ExecuteAsync(static (ask, token) => ask(token), ask, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (BrokenCircuitException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.CircuitOpen,
                $"{Provider} failed too often just now and is left alone for a moment.",
                exception
            )
            {
                RetryAfter = exception.RetryAfter,
            };
        }
        catch (VoiceAgentException exception) when (exception.RetryAfter is { Ticks: > 0 })
        {
            Grant(exception);
            throw;
        }
        finally
        {
            CountOpening(before);
        }
    }

    /// <summary>Notes that the provider broke off an answer it had begun.</summary>
    public void BrokeOff(Exception exception)
    {
        var before = _state.CircuitState;
        if (before != CircuitState.Closed)
        {
            return;
        }

        try
        {
            _pipeline.Execute(static failure => throw failure, exception);
        }
        catch (Exception)
        {
            // It was only to be counted.
        }

        CountOpening(before);
    }

    /// <summary>A wrong key or setting does not mend by waiting, and says nothing about the provider.</summary>
    internal static bool IsCallersFault(Exception exception) =>
        exception
            is VoiceAgentException
            {
                Code: ErrorCodes.InvalidConfiguration
                    or ErrorCodes.EngineMissing
                    or ErrorCodes.UnsupportedAudio
                    or ErrorCodes.InvalidGrammar
            };

    private void Grant(VoiceAgentException asked)
    {
        var rest = asked.RetryAfter!.Value;
        _rest = new RestAsked(Provider, asked, _time.GetTimestamp(), rest < _longestRest ? rest : _longestRest);
    }

    private void CountOpening(CircuitState before)
    {
        if (before != CircuitState.Open && _state.CircuitState == CircuitState.Open)
        {
            VoiceAgentTelemetry.CircuitOpenedCount.Add(
                1,
                new KeyValuePair<string, object?>(VoiceAgentTelemetry.ProviderTag, Provider)
            );
        }
    }
}
