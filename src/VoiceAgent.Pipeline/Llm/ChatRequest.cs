using Microsoft.Extensions.AI;
using VoiceAgent.Errors;

namespace VoiceAgent.Llm;

/// <summary>What is sent with every request to the model.</summary>
internal static class ChatRequest
{
    public static ChatOptions Of(LlmOptions options)
    {
        var chat = options.ChatOptions?.Clone() ?? new ChatOptions();
        if (options.Tools.Count > 0)
        {
            chat.Tools = [.. chat.Tools ?? [], .. options.Tools];
        }

        return chat;
    }

    public static ChatOptions WithoutTools(ChatOptions chat)
    {
        var options = chat.Clone();
        options.Tools = null;
        return options;
    }

    /// <summary>A model that called tools so many times in a row, and again when it was offered none.</summary>
    public static VoiceAgentException CallsOnAndOn(int steps) =>
        new(
            ErrorCodes.ProviderGarbage,
            $"The model called tools {steps} times in a row, and again when it was offered none."
        );
}
