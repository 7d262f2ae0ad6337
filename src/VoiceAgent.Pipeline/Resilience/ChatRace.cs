using Microsoft.Extensions.AI;
using VoiceAgent.Errors;

namespace VoiceAgent.Resilience;

/// <summary>
/// Gets one answer begun: asks the models of a chain one after the other until one begins to answer, each again as often as it may be,
/// and a second one beside the first when that is slow.
/// </summary>
internal sealed class ChatRace(
    IReadOnlyList<ProviderCandidate<IChatClient>> candidates,
    ChatResilienceOptions options,
    HedgingPolicy hedging,
    RetryPause pause,
    TimeProvider time
)
{
    /// <summary>Asks from a place of the chain on.</summary>
    /// <returns>The request that was first to be answered.</returns>
    /// <exception cref="Exception">What the last one failed with.</exception>
    public async Task<ChatAttempt> RunAsync(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? chat,
        int place,
        CancellationToken cancellationToken
    )
    {
        List<ChatAttempt> running = [];
        using var over = new CancellationTokenSource();
        var slow = hedging.IsEnabled ? Task.Delay(hedging.Delay, time, over.Token) : null;
        var retries = 0;
        ChatAttempt? winner = null;
        try
        {
            place = Next(place);
            running.Add(Begin(messages, chat, place, isHedge: false, cancellationToken));
            while (true)
            {
                var begun = running.ConvertAll(attempt => attempt.Started);
                await Task.WhenAny(slow is null ? begun : [.. begun, slow]).ConfigureAwait(false);
                if (running.Find(attempt => attempt.Started.IsCompleted) is not { } first)
                {
                    slow = null;
                    if (hedging.TryHedge())
                    {
                        place = Other(place);
                        running.Add(Begin(messages, chat, place, isHedge: true, cancellationToken));
                    }

                    continue;
                }

                if (first.Started.IsCompletedSuccessfully)
                {
                    winner = first;
                    return first;
                }

                var failure = await FailureOfAsync(first, cancellationToken).ConfigureAwait(false);
                running.Remove(first);
                first.Dispose();
                if (running.Count > 0)
                {
                    continue;
                }

                slow = null;
                if (retries < options.Retries && IsWorthAnotherTry(failure))
                {
                    await pause.WaitAsync(retries++, cancellationToken).ConfigureAwait(false);
                }
                else if (Next(place + 1) is var next && next < candidates.Count)
                {
                    FallbackTelemetry.Count("llm", candidates[place].Name, failure);
                    (place, retries) = (next, 0);
                }
                else
                {
                    await first.Started.ConfigureAwait(false);
                }

                running.Add(Begin(messages, chat, place, isHedge: false, cancellationToken));
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            Settle(running, winner);
        }
    }

    private static bool IsWorthAnotherTry(Exception failure) =>
        !ProviderCircuit.IsCallersFault(failure) && failure is not VoiceAgentException { Code: ErrorCodes.CircuitOpen };

    private static async Task<Exception> FailureOfAsync(ChatAttempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await attempt.Started.ConfigureAwait(false);
            throw new InvalidOperationException("It did not fail.");
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>The first model from a place on that is not left alone; when all are, that place itself, whose error says so.</summary>
    private int Next(int place)
    {
        for (var i = place; i < candidates.Count; i++)
        {
            if (!candidates[i].Circuit.IsOpen)
            {
                return i;
            }
        }

        return place;
    }

    /// <summary>Who is asked beside a slow one: the next model, or the same again when there is no other.</summary>
    private int Other(int place) => Next(place + 1) is var next && next < candidates.Count ? next : place;

    private ChatAttempt Begin(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? chat,
        int place,
        bool isHedge,
        CancellationToken cancellationToken
    )
    {
        var candidate = candidates[place];
        if (candidate.ModelId is not null || (place > 0 && chat?.ModelId is not null))
        {
            chat = chat?.Clone() ?? new ChatOptions();
            chat.ModelId = candidate.ModelId;
        }

        var attempt = new ChatAttempt(candidate, place, time, cancellationToken) { IsHedge = isHedge };
        attempt.Start(messages, chat, options.FirstTokenDeadline);
        return attempt;
    }

    /// <summary>Ends what did not win, and counts what it cost.</summary>
    private void Settle(List<ChatAttempt> running, ChatAttempt? winner)
    {
        var isHedged = running.Exists(attempt => attempt.IsHedge);
        foreach (var attempt in running)
        {
            if (!attempt.IsHedge)
            {
                hedging.Answered(attempt.Age);
            }

            if (attempt == winner)
            {
                continue;
            }

            if (winner is not null)
            {
                hedging.Wasted(candidates[attempt.Place].Name, attempt.Tokens);
            }

            attempt.Dispose();
        }

        if (isHedged)
        {
            hedging.Decided(
                winner is null ? "failed"
                : winner.IsHedge ? "won"
                : "lost"
            );
        }
    }
}
