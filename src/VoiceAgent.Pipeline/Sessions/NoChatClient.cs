using Microsoft.Extensions.AI;
using VoiceAgent.Errors;

namespace VoiceAgent.Sessions;

/// <summary>The model of agents that have none.</summary>
internal sealed class NoChatClient : IChatClient
{
    private NoChatClient() { }

    public static NoChatClient Instance { get; } = new();

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw Missing("The agent");

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw Missing("The agent");

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // There is nothing to release.
    }

    /// <summary>What an agent without a model ends in.</summary>
    public static VoiceAgentException Missing(string agent) =>
        new(
            ErrorCodes.InvalidConfiguration,
            $"{agent} has no model; set its ChatClient, or SpeechToSpeech for one that hears and speaks by itself."
        );
}
