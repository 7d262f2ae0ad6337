using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Caching;

/// <summary>
/// Remembers a model's answers: the same request gets the same answer, at once and for nothing. Answers that call tools are never remembered, nor
/// requests that hold anything but text. Thread-safe.
/// </summary>
/// <param name="client">The model; not disposed.</param>
/// <param name="options">What is remembered.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class CachingChatClient(IChatClient client, ResponseCacheOptions options, TimeProvider timeProvider)
    : IChatClient
{
    private readonly BoundedCache<string> _answers = new(options.MaximumCharacters, options.Lifetime, timeProvider);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<ChatMessage> request = [.. messages];
        var key = KeyOf(request, options);
        if (key is not null && Find(key) is { } known)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, known);
            yield break;
        }

        var said = new StringBuilder();
        await foreach (
            var update in client.GetStreamingResponseAsync(request, options, cancellationToken).ConfigureAwait(false)
        )
        {
            said.Append(update.Text);
            if (update.Contents.Any(content => content is not (TextContent or UsageContent)))
            {
                key = null;
            }

            yield return update;
        }

        if (key is not null && said.Length > 0)
        {
            _answers.Add(key, said.ToString(), key.Length + said.Length);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true
            ? this
            : client.GetService(serviceType!, serviceKey);

    /// <summary>Does nothing: the model belongs to whoever made it.</summary>
    public void Dispose()
    {
        // It holds nothing of its own.
    }

    private string? Find(string key)
    {
        var known = _answers.Find(key);
        VoiceAgentTelemetry.CacheLookupCount.Add(
            1,
            new(VoiceAgentTelemetry.KindTag, "llm"),
            new(VoiceAgentTelemetry.OutcomeTag, known is null ? "miss" : "hit")
        );
        return known;
    }

    /// <summary>What makes a request the same; null when its answer must not be remembered. Of the texts only a hash is kept.</summary>
    private string? KeyOf(IReadOnlyList<ChatMessage> request, ChatOptions? chat)
    {
        var key = new StringBuilder();
        foreach (var message in request)
        {
            if (
                (message.Role == ChatRole.User && !options.IncludesUsersWords)
                || message.Contents.Any(content => content is not TextContent)
            )
            {
                return null;
            }

            key.Append(CultureInfo.InvariantCulture, $"{message.Role.Value}:{message.Text.Length}:{message.Text}\n");
        }

        key.Append(
            CultureInfo.InvariantCulture,
            $"{chat?.ModelId};{chat?.Temperature};{chat?.TopP};{chat?.MaxOutputTokens};{chat?.Seed};{chat?.Instructions};"
        );
        key.AppendJoin(';', (chat?.Tools ?? []).Select(tool => tool.Name));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())));
    }
}
