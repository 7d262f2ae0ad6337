using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;
using VoiceAgent.Processors;

namespace VoiceAgent.Resilience;

/// <summary>One request to one model, up to its first token and beyond. Used by one caller at a time.</summary>
internal sealed class ChatAttempt : IDisposable
{
    private readonly ProviderCandidate<IChatClient> _candidate;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _giveUp;
    private readonly DeadlineReader<ChatResponseUpdate> _reader;
    private readonly Queue<ChatResponseUpdate> _read = new();
    private readonly long _began;
    private bool _hasEnded;

    public ChatAttempt(
        ProviderCandidate<IChatClient> candidate,
        int place,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        (_candidate, Place, _time) = (candidate, place, time);
        _giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reader = new DeadlineReader<ChatResponseUpdate>(time, _giveUp.Token);
        _began = time.GetTimestamp();
    }

    /// <summary>Place of the model in its chain.</summary>
    public int Place { get; }

    /// <summary>True when it was made because another was slow.</summary>
    public bool IsHedge { get; init; }

    /// <summary>Completes when the model has begun to answer.</summary>
    public Task Started { get; private set; } = Task.CompletedTask;

    /// <summary>Time since the request.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_began);

    /// <summary>Tokens this request will be paid for, estimated.</summary>
    public long Tokens { get; private set; }

    /// <summary>Begins; <see cref="Started"/> tells the rest.</summary>
    public void Start(IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeSpan deadline)
    {
        Tokens = TokenEstimate.Of(messages);
        Started = _candidate
            .Circuit.RunAsync(
                async _ =>
                {
                    _reader.Open(token => _candidate.Provider.GetStreamingResponseAsync(messages, options, token));
                    await ReadFirstAsync(deadline).ConfigureAwait(false);
                    return true;
                },
                _giveUp.Token
            )
            .AsTask();
    }

    /// <summary>The next piece of the answer; null at its end.</summary>
    /// <exception cref="VoiceAgentException">It did not come in time.</exception>
    public async ValueTask<ChatResponseUpdate?> ReadAsync(TimeSpan deadline)
    {
        if (_read.TryDequeue(out var update))
        {
            return update;
        }

        return _hasEnded || !await MoveNextAsync(deadline).ConfigureAwait(false) ? null : _reader.Current;
    }

    /// <summary>Gives the request up, if it still runs.</summary>
    public void Dispose()
    {
        _giveUp.Cancel();
        _reader.Dispose();
        _giveUp.Dispose();
    }

    /// <summary>Up to something that can be spoken or done: what a model says of itself before that is no answer.</summary>
    private async ValueTask ReadFirstAsync(TimeSpan deadline)
    {
        while (!_hasEnded)
        {
            var left = deadline - Age;
            _hasEnded = !await MoveNextAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false);
            if (_hasEnded)
            {
                return;
            }

            _read.Enqueue(_reader.Current);
            if (_reader.Current.Contents.Any(IsAnswer))
            {
                return;
            }
        }
    }

    private static bool IsAnswer(AIContent content) =>
        content is TextContent { Text.Length: > 0 } or FunctionCallContent or DataContent or UriContent;

    private async ValueTask<bool> MoveNextAsync(TimeSpan deadline)
    {
        try
        {
            var hasRead = await _reader.MoveNextAsync(deadline).ConfigureAwait(false);
            Tokens += hasRead ? _reader.Current.Contents.Sum(TokenEstimate.Of) : 0;
            return hasRead;
        }
        catch (TimeoutException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"The model of {_candidate.Name} said nothing for {deadline.TotalSeconds:0.#} s.",
                exception
            );
        }
    }
}
