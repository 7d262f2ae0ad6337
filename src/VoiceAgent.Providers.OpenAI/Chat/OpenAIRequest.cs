using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>What a request asks for, in OpenAI's words.</summary>
internal static class OpenAIRequest
{
    /// <param name="options">What is asked for.</param>
    /// <param name="usesMaxTokens">True writes the limit of the answer by its old name.</param>
    public static ChatCompletionOptions From(ChatOptions? options, bool usesMaxTokens)
    {
        var request = new ChatCompletionOptions();
        if (options is null)
        {
            return request;
        }

        request.Temperature = options.Temperature;
        request.TopP = options.TopP;
        request.FrequencyPenalty = options.FrequencyPenalty;
        request.PresencePenalty = options.PresencePenalty;
        request.Seed = options.Seed;
        if (options.MaxOutputTokens is { } limit)
        {
            if (usesMaxTokens)
            {
                request.Patch.Set("$.max_tokens"u8, limit);
            }
            else
            {
                request.MaxOutputTokenCount = limit;
            }
        }

        foreach (var stop in options.StopSequences ?? [])
        {
            request.StopSequences.Add(stop);
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            request.ResponseFormat = json.Schema is { } schema
                ? global::OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
                    json.SchemaName ?? "answer",
                    BinaryData.FromString(schema.GetRawText()),
                    json.SchemaDescription
                )
                : global::OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();
        }

        AddTools(request, options);
        return request;
    }

    private static void AddTools(ChatCompletionOptions request, ChatOptions options)
    {
        foreach (var tool in (options.Tools ?? []).OfType<AIFunctionDeclaration>())
        {
            request.Tools.Add(
                ChatTool.CreateFunctionTool(
                    tool.Name,
                    tool.Description,
                    BinaryData.FromString(tool.JsonSchema.GetRawText())
                )
            );
        }

        if (request.Tools.Count == 0)
        {
            return;
        }

        request.AllowParallelToolCalls = options.AllowMultipleToolCalls;
        request.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
            _ => null,
        };
    }
}
