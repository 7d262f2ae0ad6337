using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace VoiceAgent.Providers.OpenAI.Chat;

using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Message = global::OpenAI.Chat.ChatMessage;

/// <summary>The conversation in OpenAI's words.</summary>
internal static class OpenAIMessages
{
    /// <summary>Stands for a turn that was not understood: an empty one would be refused by some servers.</summary>
    public const string Inaudible = "(inaudible)";

    public static IEnumerable<Message> From(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<Message> all = [];
        if (!string.IsNullOrEmpty(options?.Instructions))
        {
            all.Add(new SystemChatMessage(options.Instructions));
        }

        foreach (var message in messages)
        {
            all.AddRange(From(message));
        }

        return all;
    }

    private static IEnumerable<Message> From(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
        {
            return [new SystemChatMessage(message.Text)];
        }

        if (message.Role == ChatRole.Tool)
        {
            return message
                .Contents.OfType<FunctionResultContent>()
                .Select(result => new ToolChatMessage(result.CallId, FunctionCallArguments.ToText(result.Result)));
        }

        return message.Role == ChatRole.Assistant ? FromAssistant(message) : [new UserChatMessage(Parts(message))];
    }

    private static IEnumerable<Message> FromAssistant(ChatMessage message)
    {
        var calls = message
            .Contents.OfType<FunctionCallContent>()
            .Select(call =>
                ChatToolCall.CreateFunctionToolCall(
                    call.CallId,
                    call.Name,
                    BinaryData.FromString(FunctionCallArguments.ToJson(call))
                )
            )
            .ToArray();
        if (calls.Length == 0)
        {
            return [new AssistantChatMessage(message.Text)];
        }

        var made = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
        {
            made.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return [made];
    }

    private static List<ChatMessageContentPart> Parts(ChatMessage message)
    {
        List<ChatMessageContentPart> parts = [];
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    parts.Add(ChatMessageContentPart.CreateTextPart(text.Text));
                    break;
                case DataContent image when image.HasTopLevelMediaType("image"):
                    parts.Add(
                        ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(image.Data), image.MediaType)
                    );
                    break;
                case UriContent image when image.HasTopLevelMediaType("image"):
                    parts.Add(ChatMessageContentPart.CreateImagePart(image.Uri));
                    break;
                default:
                    break;
            }
        }

        return parts.Count > 0 ? parts : [ChatMessageContentPart.CreateTextPart(Inaudible)];
    }
}
