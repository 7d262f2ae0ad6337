using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>
/// A chat client over OpenAI's responses interface: streaming, tools, images, usage, cancellation. The whole conversation goes with every request,
/// and the server is asked not to keep it unless <see cref="OpenAIOptions.StoresResponses"/> says so. Shared by all sessions; thread-safe. A request
/// is sent once: whoever uses it decides about repeating.
/// </summary>
public sealed class OpenAIResponsesClient : IChatClient
{
    private readonly OpenAIConnection _connection;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client over a connection, which it does not own.</summary>
    public OpenAIResponsesClient(OpenAIConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        var model = connection.Options.ChatModel ?? connection.Preset.ChatModel;
        _metadata = new ChatClientMetadata(connection.Vendor.Name, connection.Address, model);
    }

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    /// <exception cref="Errors.VoiceAgentException">The server refused, cannot be reached, sent garbage or broke off.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(messages, options, cancellationToken)
            .Translated(
                _connection.Vendor,
                exception => VendorFailure.From(_connection.Vendor, exception),
                cancellationToken
            );

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

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = CreateRequest(messages, options);
        using var response = await _connection
            .Http.SendAsync(_connection.Vendor, request, cancellationToken)
            .ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            throw VendorFailure.Garbage(_connection.Vendor, "something else than events");
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        var events = new ResponsesEvents(_connection.Vendor);
        var isAny = false;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            isAny = true;
            if (item.Data == "[DONE]")
            {
                break;
            }

            using var json = JsonDocument.Parse(item.Data);
            if (events.Take(json.RootElement) is { } update)
            {
                yield return update;
            }
        }

        if (!events.IsWhole)
        {
            throw isAny
                ? VendorFailure.BrokeOff(_connection.Vendor)
                : VendorFailure.Garbage(_connection.Vendor, "no events");
        }
    }

    private HttpRequestMessage CreateRequest(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var model =
            options?.ModelId
            ?? _connection.Require(_connection.Options.ChatModel, _connection.Preset.ChatModel, "ChatModel");
        var body = ResponsesRequest.From(model, messages, options, _connection.Options.StoresResponses);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(_connection.Address, "responses"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _connection.Key()) },
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }
}
