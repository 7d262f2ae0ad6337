using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>Messages as items of a conversation: the form that the responses and the realtime interface have in common.</summary>
internal static class ConversationItems
{
    public static IEnumerable<JsonObject> From(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            yield return new JsonObject
            {
                ["type"] = "function_call_output",
                ["call_id"] = result.CallId,
                ["output"] = FunctionCallArguments.ToText(result.Result),
            };
        }

        if (message.Role != ChatRole.Tool && Parts(message) is { Count: > 0 } parts)
        {
            yield return new JsonObject
            {
                ["type"] = "message",
                ["role"] = message.Role.Value,
                ["content"] = parts,
            };
        }

        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            yield return new JsonObject
            {
                ["type"] = "function_call",
                ["call_id"] = call.CallId,
                ["name"] = call.Name,
                ["arguments"] = FunctionCallArguments.ToJson(call),
            };
        }
    }

    /// <summary>Tools in the same form.</summary>
    public static JsonArray Tools(IEnumerable<AIFunctionDeclaration> tools) =>
        new([
            .. tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
            }),
        ]);

    private static JsonArray Parts(ChatMessage message)
    {
        var parts = new JsonArray();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text when !string.IsNullOrWhiteSpace(text.Text):
                    var isBot = message.Role == ChatRole.Assistant;
                    parts.Add(
                        (JsonNode)
                            new JsonObject
                            {
                                ["type"] = isBot ? "output_text" : "input_text",
                                ["text"] = text.Text.Trim(),
                            }
                    );
                    break;
                case DataContent image when image.HasTopLevelMediaType("image"):
                    parts.Add((JsonNode)Image(image.Uri));
                    break;
                case UriContent image when image.HasTopLevelMediaType("image"):
                    parts.Add((JsonNode)Image(image.Uri.ToString()));
                    break;
                default:
                    break;
            }
        }

        return parts;
    }

    private static JsonObject Image(string uri) => new() { ["type"] = "input_image", ["image_url"] = uri };
}
