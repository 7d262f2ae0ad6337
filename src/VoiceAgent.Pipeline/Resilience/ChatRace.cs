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
    /// <summary>Whose turn it is, how often it was asked again, and since when it has had its turn.</summary>
    private readonly record struct Turn(int Place, int Retries, long Since);

    /// <summary>Asks from a place of the chain on.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="chat">Options of the request.</param>
    /// <param name="place">Who is asked first.</param>
    /// <param name="givenUp">Takes who did not answer.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <returns>The request that was first to be answered.</returns>
    /// <exception cref="Exception">What the last one failed with.</exception>
    public async Task<ChatAttempt> RunAsync(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? chat,
        int place,
        GivenUp givenUp,
        CancellationToken cancellationToken
    )
    {
        List<ChatAttempt> running = [];
        using var over = new CancellationTokenSource();
        var slow = hedging.IsEnabled ? Task.Delay(hedging.Delay, time, over.Token) : null;
        var turn = new Turn(Next(place), 0, time.GetTimestamp());
        ChatAttempt? winner = null;
        try
        {
            running.Add(Begin(messages, chat, turn, isHedge: false, cancellationToken));
            while (true)
            {
                var begun = running.ConvertAll(attempt => attempt.Started);
                await Task.WhenAny(slow is null ? begun : [.. begun, slow]).ConfigureAwait(false);
                if (running.Find(attempt => attempt.Started.IsCompleted) is not { } first)
                {
                    slow = null;
                    if (hedging.TryHedge())
                    {
                        turn = new Turn(Other(turn.Place), 0, time.GetTimestamp());
                        running.Add(Begin(messages, chat, turn, isHedge: true, cancellationToken));
                    }

                    continue;
                }

                if (first.Started.IsCompletedSuccessfully)
                {
                    winner = first;
                    return first;
                }

                var failure = await FailureOfAsync(first, cancellationToken).ConfigureAwait(false);
                Drop(first, running);
                if (running.Count > 0)
                {
                    continue;
                }

                slow = null;
                turn = await TurnToAsync(first, failure, turn, givenUp, cancellationToken).ConfigureAwait(false);
                running.Add(Begin(messages, chat, turn, isHedge: false, cancellationToken));
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            Settle(running, winner);
        }
    }

    /// <summary>
    /// Who is asked after one that failed: the same again after a pause, which is as long as it asks for, or the next. The pause must end while
    /// the same one may still answer in time; otherwise nobody waits for it.
    /// </summary>
    /// <exception cref="Exception">There is no next one: what this one failed with.</exception>
    private async Task<Turn> TurnToAsync(
        ChatAttempt failed,
        Exception failure,
        Turn now,
        GivenUp givenUp,
        CancellationToken cancellationToken
    )
    {
        if (now.Retries < options.Retries && IsWorthAnotherTry(failure))
        {
            var wait = pause.Next(now.Retries, failure);
            if (wait < Left(now))
            {
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
                return now with { Retries = now.Retries + 1 };
            }
        }

        var next = Next(now.Place + 1);
        if (next >= candidates.Count)
        {
            await failed.Started.ConfigureAwait(false);
        }

        givenUp.Add(candidates[now.Place].Name, failure);
        return new Turn(next, 0, time.GetTimestamp());
    }

    /// <summary>How long whoever has its turn may still take to its first token.</summary>
    private TimeSpan Left(Turn turn)
    {
        var left = options.FirstTokenDeadline - time.GetElapsedTime(turn.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>One that was silent had its time: to wait for it once more would cost the caller as much again.</summary>
    private static bool IsWorthAnotherTry(Exception failure) =>
        !ProviderCircuit.IsCallersFault(failure)
        && failure is not VoiceAgentException { Code: ErrorCodes.CircuitOpen or ErrorCodes.ProviderTimeout };

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
        Turn turn,
        bool isHedge,
        CancellationToken cancellationToken
    )
    {
        var candidate = candidates[turn.Place];
        if (candidate.ModelId is not null || (turn.Place > 0 && chat?.ModelId is not null))
        {
            chat = chat?.Clone() ?? new ChatOptions();
            chat.ModelId = candidate.ModelId;
        }

        var attempt = new ChatAttempt(candidate, turn.Place, time, cancellationToken) { IsHedge = isHedge };
        attempt.Start(messages, chat, Left(turn));
        return attempt;
    }

    private void Drop(ChatAttempt failed, List<ChatAttempt> running)
    {
        running.Remove(failed);
        failed.Dispose();
        if (failed.IsHedge)
        {
            hedging.Decided("failed");
        }
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
