using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>Arguments of a tool call, between JSON and what tools get.</summary>
internal static class FunctionCallArguments
{
    /// <summary>A call of its parts. Arguments that are no JSON object are told as its exception, and the model is told in turn.</summary>
    public static FunctionCallContent ToContent(string id, string name, string json)
    {
        try
        {
            return new(id, name, Parse(json));
        }
        catch (JsonException exception)
        {
            return new(id, name)
            {
                Exception = new VoiceAgentException(
                    ErrorCodes.ProviderGarbage,
                    $"The arguments of the call to {name} are no JSON object.",
                    exception
                ),
            };
        }
    }

    /// <summary>The arguments of a call as JSON.</summary>
    public static string ToJson(FunctionCallContent call)
    {
        var json = new JsonObject();
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
        {
            json[name] = ToNode(value);
        }

        return json.ToJsonString();
    }

    /// <summary>A tool's result as text.</summary>
    public static string ToText(object? result) =>
        result switch
        {
            null => "",
            string text => text,
            _ => ToNode(result)?.ToJsonString() ?? "null",
        };

    private static Dictionary<string, object?> Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone())
            : throw new JsonException("not an object");
    }

    private static JsonNode? ToNode(object? value) =>
        value switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            JsonElement element => JsonNode.Parse(element.GetRawText()),
            _ => JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())),
        };
}
