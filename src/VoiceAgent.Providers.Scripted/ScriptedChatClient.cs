using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Dialogues;

namespace VoiceAgent.Providers.Scripted;

/// <summary>
/// A scripted agent behind the interface of a language model. It holds no state: each call replays the history through a
/// new dialogue. Only user turns and tool results count, so it does not matter how much of a reply was heard.
/// </summary>
internal sealed class ScriptedChatClient(AgentDefinition agent, TimeProvider timeProvider) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("scripted", providerUri: null, agent.Name);

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken)
            .ToChatResponseAsync(cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var reply = Replay(history, options);
        var id = string.Create(CultureInfo.InvariantCulture, $"{agent.Name}-{history.Count}");
        foreach (var content in Contents(reply, history))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content])
            {
                MessageId = id,
                ResponseId = id,
                ModelId = agent.Name,
                CreatedAt = timeProvider.GetUtcNow(),
            };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [])
        {
            MessageId = id,
            ResponseId = id,
            ModelId = agent.Name,
            FinishReason = reply.Request is null ? ChatFinishReason.Stop : ChatFinishReason.ToolCalls,
        };
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private Reply Replay(IReadOnlyList<ChatMessage> history, ChatOptions? options)
    {
        var dialogue = new Dialogue(agent);
        Reply? reply = null;
        string? waitingFor = null;
        foreach (var message in history)
        {
            if (message.Role == ChatRole.User)
            {
                (reply, waitingFor) = (dialogue.Hear(message.Text, IsRejected(message), LocalTime(message)), null);
                continue;
            }

            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call && dialogue.IsWaiting)
                {
                    waitingFor ??= call.CallId;
                }
                else if (content is FunctionResultContent result && dialogue.IsWaiting && result.CallId == waitingFor)
                {
                    reply = dialogue.Resume(ToolOutcome.Read(result));
                }
                else if (
                    content is TextContent { Text.Length: > 0 }
                    && message.Role == ChatRole.Assistant
                    && !dialogue.IsWaiting
                )
                {
                    // The turn was answered, at least in part.
                    reply = null;
                }
            }
        }

        if (reply is null)
        {
            return history.Any(message => message.Role == ChatRole.User || message.Role == ChatRole.Assistant)
                ? dialogue.Nudge()
                : new Reply(agent.Greeting);
        }

        return reply.Request is null || IsOffered(reply.Request.Tool, options)
            ? reply
            : dialogue.Resume(ToolOutcome.Failed);
    }

    private DateTimeOffset LocalTime(ChatMessage message) =>
        message.CreatedAt is { } created
            ? TimeZoneInfo.ConvertTime(created, timeProvider.LocalTimeZone)
            : timeProvider.GetLocalNow();

    private static bool IsRejected(ChatMessage message) =>
        message.AdditionalProperties?.TryGetValue(ConversationContext.RejectedProperty, out bool rejected) == true
        && rejected;

    private static bool IsOffered(string tool, ChatOptions? options) =>
        options?.ToolMode is not NoneChatToolMode && options?.Tools?.Any(offered => offered.Name == tool) == true;

    private static IEnumerable<AIContent> Contents(Reply reply, IReadOnlyList<ChatMessage> history)
    {
        for (var start = 0; start < reply.Text.Length; )
        {
            var space = reply.Text.IndexOf(' ', start);
            var end = space < 0 ? reply.Text.Length : space + 1;
            yield return new TextContent(reply.Text[start..end]);
            start = end;
        }

        if (reply.Request is { } request)
        {
            yield return new FunctionCallContent(FreeCallId(history), request.Tool, request.Arguments);
        }
    }

    /// <summary>The first number no call of the history has.</summary>
    private static string FreeCallId(IReadOnlyList<ChatMessage> history)
    {
        var taken = history
            .SelectMany(message => message.Contents)
            .OfType<FunctionCallContent>()
            .Select(call => call.CallId)
            .ToHashSet();
        return Enumerable
            .Range(taken.Count + 1, taken.Count + 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"call-{number}"))
            .First(id => !taken.Contains(id));
    }
}
