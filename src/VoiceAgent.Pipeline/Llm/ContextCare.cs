using Microsoft.Extensions.AI;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Llm;

/// <summary>Keeps what the model is told within its limit: leaves out old turns, and has them summarised before.</summary>
internal sealed class ContextCare(ContextOptions options, TimeProvider time)
{
    private readonly TokenCount _count = new();
    private bool _isSummarising;

    /// <summary>The conversation as the model gets it.</summary>
    public IReadOnlyList<ChatMessage> Fit(ConversationContext context)
    {
        var messages = context.ToMessages();
        var tokens = _count.Of(messages);
        if (tokens <= options.MaxTokens)
        {
            return messages;
        }

        var first = messages.Count > 0 && messages[0].Role == ChatRole.System ? 1 : 0;
        var kept = messages.ToList();
        while (tokens > options.MaxTokens && EndOfTurn(kept, first) is { } end)
        {
            tokens -= _count.Of(kept[first..end]);
            kept.RemoveRange(first, end - first);
        }

        return kept;
    }

    /// <summary>Takes what the model reports of a request.</summary>
    public void Learn(IReadOnlyList<ChatMessage> request, UsageDetails usage) => _count.Learn(request, usage);

    /// <summary>What is to be summarised now; null for nothing. On the pump.</summary>
    public OldTurns? Next(ConversationContext context)
    {
        if (
            !options.Summarises
            || _isSummarising
            || _count.Of(context.ToMessages()) < options.MaxTokens * options.SummariseAt
            || context.TakeOld(options.KeepTurns) is not { } old
        )
        {
            return null;
        }

        _isSummarising = true;
        return old;
    }

    /// <summary>Off the pump: has it summarised.</summary>
    /// <returns>The summary; null when there is none.</returns>
    public async Task<string?> SummariseAsync(IChatClient client, OldTurns old, CancellationToken cancellationToken)
    {
        try
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var asked = (options.SummaryClient ?? client).GetResponseAsync(
                [
                    new ChatMessage(ChatRole.System, options.SummaryInstruction),
                    new ChatMessage(ChatRole.User, Write(old)),
                ],
                null,
                giveUp.Token
            );
            var answer = await asked.WaitAsync(options.SummaryDeadline, time, cancellationToken).ConfigureAwait(false);
            await giveUp.CancelAsync().ConfigureAwait(false);
            return string.IsNullOrWhiteSpace(answer.Text) ? null : answer.Text.Trim();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The conversation goes on without; it is tried again after the next answer.
            return null;
        }
    }

    /// <summary>Puts a summary in the place of what it summarises. On the pump.</summary>
    public void Apply(ConversationContext context, OldTurns old, string? summary)
    {
        _isSummarising = false;
        VoiceAgentTelemetry.SummaryCount.Add(
            1,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.OutcomeTag, summary is null ? "failed" : "made")
        );
        if (summary is not null)
        {
            context.ReplaceOld(old, $"Summary of the conversation before: {summary}");
        }
    }

    /// <summary>A turn is left out as a whole, with its tool calls and their results. The last one stays.</summary>
    private static int? EndOfTurn(List<ChatMessage> messages, int first)
    {
        var next = messages.FindIndex(Math.Min(first + 1, messages.Count), message => message.Role == ChatRole.User);
        return next < 0 ? null : next;
    }

    private static string Write(OldTurns old) =>
        string.Join(
            '\n',
            old.Messages.SelectMany(message =>
                message.Contents.Select(content =>
                    content switch
                    {
                        TextContent text => $"{message.Role}: {text.Text}",
                        FunctionCallContent call => $"{message.Role} calls {call.Name}",
                        FunctionResultContent result => $"result: {result.Result}",
                        _ => $"{message.Role}: ({content.GetType().Name})",
                    }
                )
            )
        );
}
