using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceAgent.Tests.Vendors;

/// <summary>Messages that are nearly right: fields are missing, of another kind or out of range. The same every time.</summary>
public static class WildJson
{
    /// <summary>Makes messages of some that are right.</summary>
    public static IEnumerable<JsonElement> Of(int count, params string[] right)
    {
        var random = new Random(20);
        for (var i = 0; i < count; i++)
        {
            var message = JsonNode.Parse(right[random.Next(right.Length)])!;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(message, random);
            }

            yield return JsonDocument.Parse(message.ToJsonString()).RootElement;
        }
    }

    private static void Change(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } json:
                var name = json.ElementAt(random.Next(json.Count)).Key;
                if (json[name] is JsonObject or JsonArray && random.Next(3) > 0)
                {
                    Change(json[name]!, random);
                }
                else if (random.Next(4) == 0)
                {
                    json.Remove(name);
                }
                else
                {
                    json[name] = Anything(random);
                }

                break;
            case JsonArray { Count: > 0 } list:
                var at = random.Next(list.Count);
                if (list[at] is JsonObject && random.Next(3) > 0)
                {
                    Change(list[at]!, random);
                }
                else
                {
                    list[at] = Anything(random);
                }

                break;
            default:
                break;
        }
    }

    private static JsonNode? Anything(Random random) =>
        random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(-1),
            2 => JsonValue.Create(1e300),
            3 => JsonValue.Create(true),
            4 => JsonValue.Create(""),
            5 => JsonValue.Create("!!not base64!!"),
            6 => new JsonArray(JsonValue.Create(1), null),
            7 => new JsonObject(),
            _ => JsonValue.Create(0.5),
        };
}
