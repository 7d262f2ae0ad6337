using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Providers.OpenAI.Chat;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>Messages as items of a realtime conversation.</summary>
internal static class RealtimeItems
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

        if (message.Role != ChatRole.Tool && message.Text.Trim() is { Length: > 0 } text)
        {
            var isBot = message.Role == ChatRole.Assistant;
            yield return new JsonObject
            {
                ["type"] = "message",
                ["role"] = message.Role.Value,
                ["content"] = new JsonArray(
                    new JsonObject { ["type"] = isBot ? "output_text" : "input_text", ["text"] = text }
                ),
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
}
