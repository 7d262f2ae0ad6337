using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>What a request to the responses interface asks for.</summary>
internal static class ResponsesRequest
{
    // A turn in which nothing was understood has no text, and a conversation has to hold something.
    private const string Inaudible = "(inaudible)";

    /// <param name="model">Who answers.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="isStored">True lets the server keep it.</param>
    public static JsonObject From(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStored)
    {
        var input = new JsonArray([.. messages.SelectMany(ItemsOf)]);
        var request = new JsonObject
        {
            ["model"] = model,
            ["input"] = input,
            ["stream"] = true,
            ["store"] = isStored,
        };
        Set(request, "instructions", options?.Instructions);
        Set(request, "temperature", options?.Temperature);
        Set(request, "top_p", options?.TopP);
        Set(request, "max_output_tokens", options?.MaxOutputTokens);
        if (options?.ResponseFormat is ChatResponseFormatJson json)
        {
            request["text"] = new JsonObject { ["format"] = Format(json) };
        }

        AddTools(request, options);
        return request;
    }

    private static IEnumerable<JsonObject> ItemsOf(ChatMessage message)
    {
        var items = ConversationItems.From(message).ToArray();
        return items.Length > 0 || message.Role != ChatRole.User
            ? items
            : ConversationItems.From(new ChatMessage(ChatRole.User, Inaudible));
    }

    private static void AddTools(JsonObject request, ChatOptions? options)
    {
        var tools = ConversationItems.Tools((options?.Tools ?? []).OfType<AIFunctionDeclaration>());
        if (tools.Count == 0)
        {
            return;
        }

        request["tools"] = tools;
        Set(request, "parallel_tool_calls", options!.AllowMultipleToolCalls);
        request["tool_choice"] = options.ToolMode switch
        {
            NoneChatToolMode => "none",
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject
            {
                ["type"] = "function",
                ["name"] = name,
            },
            RequiredChatToolMode => "required",
            _ => "auto",
        };
    }

    private static JsonObject Format(ChatResponseFormatJson json) =>
        json.Schema is { } schema
            ? new JsonObject
            {
                ["type"] = "json_schema",
                ["name"] = json.SchemaName ?? "answer",
                ["description"] = json.SchemaDescription,
                ["schema"] = JsonNode.Parse(schema.GetRawText()),
            }
            : new JsonObject { ["type"] = "json_object" };

    private static void Set(JsonObject request, string name, JsonNode? value)
    {
        if (value is not null)
        {
            request[name] = value;
        }
    }
}
