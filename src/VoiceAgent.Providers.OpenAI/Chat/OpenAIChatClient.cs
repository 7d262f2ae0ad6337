using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>
/// A chat client over OpenAI's chat completions: streaming, tools, images, usage, cancellation. Shared by all sessions; thread-safe. A request is
/// sent once: whoever uses it decides about repeating.
/// </summary>
public sealed class OpenAIChatClient : IChatClient
{
    private readonly OpenAIConnection _connection;
    private readonly Lazy<ChatClient> _client;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client over a connection, which it does not own.</summary>
    public OpenAIChatClient(OpenAIConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        var model = connection.Options.ChatModel ?? connection.Preset.ChatModel;
        _metadata = new ChatClientMetadata(connection.Vendor.Name, connection.Address, model);
        _client = new(
            () =>
                connection
                    .Client()
                    .GetChatClient(
                        connection.Require(connection.Options.ChatModel, connection.Preset.ChatModel, "ChatModel")
                    ),
            LazyThreadSafetyMode.PublicationOnly
        );
    }

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    /// <exception cref="Errors.VoiceAgentException">The server refused, cannot be reached, sent garbage or broke off.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var client =
            options?.ModelId is { } other && other != _metadata.DefaultModelId
                ? _connection.Client().GetChatClient(other)
                : _client.Value;
        var request = OpenAIRequest.From(options, _connection.Preset.UsesMaxTokens);
        var answer = client
            .CompleteChatStreamingAsync(OpenAIMessages.From(messages, options), request, cancellationToken)
            .Translated(_connection.Vendor, _connection.Translate, cancellationToken);
        var calls = new OpenAIToolCalls();
        var (isAny, isWhole) = (false, false);
        await foreach (var update in answer.ConfigureAwait(false))
        {
            isAny = true;
            calls.Add(update);
            if (update.FinishReason is not null)
            {
                isWhole = true;
            }

            if (ToUpdate(update, calls) is { } given)
            {
                yield return given;
            }
        }

        if (!isWhole)
        {
            throw isAny
                ? VendorFailure.BrokeOff(_connection.Vendor)
                : VendorFailure.Garbage(_connection.Vendor, "no events");
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the connection is the application's.</summary>
    public void Dispose()
    {
        // Nothing is owned.
    }

    private static ChatResponseUpdate? ToUpdate(StreamingChatCompletionUpdate update, OpenAIToolCalls calls)
    {
        List<AIContent> contents = [];
        foreach (var part in update.ContentUpdate)
        {
            if (!string.IsNullOrEmpty(part.Text))
            {
                contents.Add(new TextContent(part.Text));
            }
        }

        if (!string.IsNullOrEmpty(update.RefusalUpdate))
        {
            // A refusal is said like anything else.
            contents.Add(new TextContent(update.RefusalUpdate));
        }

        if (update.FinishReason is not null)
        {
            contents.AddRange(calls.Take());
        }

        if (update.Usage is { } usage)
        {
            contents.Add(new UsageContent(ToUsage(usage)));
        }

        return contents.Count == 0 && update.FinishReason is null
            ? null
            : new ChatResponseUpdate(Microsoft.Extensions.AI.ChatRole.Assistant, contents)
            {
                ResponseId = update.CompletionId,
                MessageId = update.CompletionId,
                ModelId = update.Model,
                FinishReason = ToFinishReason(update.FinishReason),
            };
    }

    private static UsageDetails ToUsage(ChatTokenUsage usage) =>
        new()
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
            CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
            ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
        };

    private static Microsoft.Extensions.AI.ChatFinishReason? ToFinishReason(
        global::OpenAI.Chat.ChatFinishReason? reason
    ) =>
        reason switch
        {
            null => null,
            global::OpenAI.Chat.ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
            global::OpenAI.Chat.ChatFinishReason.ContentFilter => Microsoft
                .Extensions
                .AI
                .ChatFinishReason
                .ContentFilter,
            global::OpenAI.Chat.ChatFinishReason.ToolCalls => Microsoft.Extensions.AI.ChatFinishReason.ToolCalls,
            _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
        };
}
