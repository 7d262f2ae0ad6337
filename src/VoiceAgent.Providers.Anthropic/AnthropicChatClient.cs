using System.Runtime.CompilerServices;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.Anthropic;

/// <summary>
/// A chat client over Anthropic's messages: streaming, tools, usage, cancellation. Shared by all sessions; thread-safe. A request is sent once:
/// whoever uses it decides about repeating.
/// </summary>
public sealed class AnthropicChatClient : IChatClient
{
    private const string Inaudible = "(inaudible)";

    private readonly AnthropicOptions _options;
    private readonly HttpClient _http = VendorHttp.CreateClient(AnthropicOptions.Vendor);
    private readonly Lazy<IChatClient> _client;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client with these options. It does not connect yet.</summary>
    public AnthropicChatClient(AnthropicOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _metadata = new(AnthropicOptions.Vendor.Name, new Uri(options.BaseUrl), options.Model);
        _client = new(Create, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">The vendor refused, cannot be reached, sent garbage or broke off.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = _client
            .Value.GetStreamingResponseAsync(messages.Select(Audible), options, cancellationToken)
            .Translated(AnthropicOptions.Vendor, Translate, cancellationToken);
        var isWhole = false;
        await foreach (var update in answer.ConfigureAwait(false))
        {
            isWhole |= update.FinishReason is not null;
            yield return update;
        }

        if (!isWhole)
        {
            throw VendorFailure.BrokeOff(AnthropicOptions.Vendor);
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

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static Exception Translate(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is VoiceAgentException known)
            {
                return known;
            }
        }

        return exception switch
        {
            AnthropicIOException => VendorFailure.BrokeOff(AnthropicOptions.Vendor, exception),
            AnthropicSseException told => VendorFailure.Told(AnthropicOptions.Vendor, told.Type?.Raw()),
            AnthropicInvalidDataException => VendorFailure.Garbage(
                AnthropicOptions.Vendor,
                "an answer that makes no sense",
                exception
            ),
            _ => VendorFailure.From(AnthropicOptions.Vendor, exception),
        };
    }

    /// <summary>A turn that was not understood is empty, which the vendor refuses.</summary>
    private static ChatMessage Audible(ChatMessage message) =>
        message.Role == ChatRole.User
        && message.Contents.All(content => content is TextContent text && string.IsNullOrWhiteSpace(text.Text))
            ? new ChatMessage(ChatRole.User, Inaudible)
            : message;

    private IChatClient Create() =>
        new AnthropicClient(
            new ClientOptions
            {
                // The library sends an ApiKey as a bearer token; the interface, and what stands in for it, asks for a header of its own. That
                // there is no other credential is said, or the library takes one of the environment.
                ApiKey = null,
                AuthToken = null,
                ExtraHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Api-Key"] = _options.Key },
                BaseUrl = _options.BaseUrl,
                HttpClient = _http,
                MaxRetries = 0,
                Timeout = TimeSpan.FromSeconds(60),
            }
        ).AsIChatClient(_options.Model, _options.MaxOutputTokens);
}
