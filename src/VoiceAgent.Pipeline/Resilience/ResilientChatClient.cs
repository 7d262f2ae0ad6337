using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;
using VoiceAgent.Text;

namespace VoiceAgent.Resilience;

/// <summary>
/// A model that is never down as long as one of a chain is not: the next one answers when one fails, and goes on in the middle of a sentence
/// when one breaks off. Shared by all sessions; thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Before the first token nothing was heard, so a model that fails is asked again, then the next one is. With hedging, the next
/// one is asked beside a model that is slower than usual; who answers first is heard, the other is cancelled.
/// </para>
/// <para>
/// After it, the next model gets the conversation with the words said so far and is asked to go on. An answer that had called a tool is
/// not taken over: the tool must not run twice.
/// </para>
/// </remarks>
public sealed class ResilientChatClient : IChatClient
{
    private readonly IReadOnlyList<ProviderCandidate<IChatClient>> _candidates;
    private readonly ChatResilienceOptions _options;
    private readonly HedgingPolicy _hedging;
    private readonly ChatRace _race;

    /// <summary>Makes a chain.</summary>
    /// <param name="candidates">The models, the preferred one first. Not disposed.</param>
    /// <param name="options">Deadlines, retries and hedging.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">For the length of pauses.</param>
    /// <exception cref="VoiceAgentException">There is no model.</exception>
    public ResilientChatClient(
        IReadOnlyList<ProviderCandidate<IChatClient>> candidates,
        ChatResilienceOptions options,
        TimeProvider timeProvider,
        Random random
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        if (candidates.Count == 0)
        {
            throw new VoiceAgentException(ErrorCodes.InvalidConfiguration, "A chain of models needs at least one.");
        }

        (_candidates, _options) = (candidates, options);
        _hedging = new HedgingPolicy(options.Hedging);
        var pause = new RetryPause(options.RetryDelay, random);
        _race = new ChatRace(candidates, options, _hedging, pause, timeProvider);
    }

    /// <summary>What hedging did and cost so far.</summary>
    public HedgingStatistics Hedging => _hedging.Statistics;

    /// <summary>
    /// How long the chain may take until somebody answers or goes on, when one model after the other hangs. A caller with a shorter deadline,
    /// such as <see cref="Llm.LlmOptions.FirstTokenDeadline"/>, gives up before the last one is asked.
    /// </summary>
    public TimeSpan Patience => _options.NextTokenDeadline + (_options.FirstTokenDeadline * _candidates.Count);

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var response = await GetStreamingResponseAsync(messages, options, cancellationToken)
            .ToChatResponseAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var message in response.Messages)
        {
            // Nothing a conversation remembers.
            message.Contents = [.. message.Contents.Where(content => ProviderChangeContent.Read(content) is null)];
        }

        return response;
    }

    /// <summary>
    /// Streams the answer. When a model was given up and another one went on, an <see cref="ErrorContent"/> with the code
    /// <see cref="ErrorCodes.ProviderChanged"/> says so right before what the other one says.
    /// </summary>
    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<ChatMessage> history = [.. messages];
        var said = new StringBuilder();
        var (place, hasCalled) = (0, false);
        HashSet<int> broken = [];
        ChatAttempt? latest = null;
        var givenUp = new GivenUp("llm");
        _hedging.Asked();
        while (true)
        {
            using var attempt = await _race
                .RunAsync(Continue(history, said.ToString()), options, place, givenUp, cancellationToken)
                .ConfigureAwait(false);
            foreach (var change in givenUp.TakenOverBy(_candidates[attempt.Place].Name))
            {
                yield return ProviderChangeContent.Update(change);
            }

            Exception? failure = null;
            while (failure is null)
            {
                ChatResponseUpdate? update;
                (update, failure) = await ReadAsync(attempt, cancellationToken).ConfigureAwait(false);
                if (failure is null && update is null)
                {
                    yield break;
                }

                if (update is not null)
                {
                    if (attempt != latest && update.Text.Length > 0)
                    {
                        latest = attempt;
                        Separate(said, update);
                    }

                    said.Append(update.Text);
                    hasCalled |= update.Contents.Any(content => content is FunctionCallContent);
                    yield return update;
                }
            }

            place = Follow(attempt, failure, broken, hasCalled);
            givenUp.Add(_candidates[attempt.Place].Name, failure);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true
            ? this
            : _candidates[0].Provider.GetService(serviceType!, serviceKey);

    /// <summary>Does nothing: the models belong to whoever made them.</summary>
    public void Dispose()
    {
        // It holds nothing of its own.
    }

    /// <summary>Who goes on after one that broke off.</summary>
    /// <exception cref="VoiceAgentException">Nobody can.</exception>
    private int Follow(ChatAttempt attempt, Exception failure, HashSet<int> broken, bool hasCalled)
    {
        var failed = _candidates[attempt.Place];
        failed.Circuit.BrokeOff(failure);
        broken.Add(attempt.Place);

        // Not only those behind it: with hedging the first may be whole, and only slow.
        var next = Enumerable.Range(0, _candidates.Count).FirstOrDefault(i => !broken.Contains(i), -1);
        return hasCalled || next < 0
            ? throw new VoiceAgentException(
                (failure as VoiceAgentException)?.Code ?? ErrorCodes.ProviderFailed,
                $"The model of {failed.Name} broke off its answer, and there is nobody to go on.",
                failure
            )
            : next;
    }

    /// <summary>Puts a space before the first piece of a model that goes on, where one is missing.</summary>
    private static void Separate(StringBuilder said, ChatResponseUpdate update)
    {
        if (
            said.Length > 0
            && update.Contents.OfType<TextContent>().FirstOrDefault(text => text.Text.Length > 0) is { } first
            && char.IsLetterOrDigit(first.Text[0])
            && SpokenText.NeedsSpace(said[^1], first.Text[0])
        )
        {
            first.Text = " " + first.Text;
        }
    }

    private IReadOnlyList<ChatMessage> Continue(IReadOnlyList<ChatMessage> history, string said) =>
        string.IsNullOrWhiteSpace(said)
            ? history
            :
            [
                .. history,
                new ChatMessage(ChatRole.Assistant, said),
                new ChatMessage(ChatRole.System, _options.ContinueInstruction),
            ];

    private async ValueTask<(ChatResponseUpdate? Update, Exception? Failure)> ReadAsync(
        ChatAttempt attempt,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await attempt.ReadAsync(_options.NextTokenDeadline).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, exception);
        }
    }
}
