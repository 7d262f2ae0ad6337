using System.Text.Json;

namespace VoiceAgent.PipecatClients;

/// <summary>Something the client told its application.</summary>
/// <param name="Name">Name of the callback, without "on".</param>
/// <param name="Data">What came with it.</param>
internal sealed record StoryEvent(string Name, JsonElement Data)
{
    public string? Text(string field) =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(field, out var value) ? value.ToString() : null;

    public override string ToString() => $"{Name} {Data}";
}

/// <summary>All a client told, in order, and what the scenario found out.</summary>
internal sealed record Story(IReadOnlyList<StoryEvent> Events, JsonElement Result, IReadOnlyList<int> Played)
{
    /// <summary>Reads what a scenario wrote; fails the test when the scenario failed.</summary>
    public static Story Read(string json, string log)
    {
        Assert.False(string.IsNullOrEmpty(json), log);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.Clone();
        if (root.TryGetProperty("failure", out var failure))
        {
            Assert.Fail($"{failure}\n{log}");
        }

        var events = root.GetProperty("events")
            .EnumerateArray()
            .Select(e => new StoryEvent(e.GetProperty("name").GetString()!, e.GetProperty("data")));
        var played = root.TryGetProperty("played", out var chunks) ? chunks.EnumerateArray() : default;
        return new Story([.. events], root.GetProperty("result"), [.. played.Select(chunk => chunk.GetInt32())]);
    }

    /// <summary>A place in the story that the scenario remembered.</summary>
    public int Place(string name) => Result.GetProperty(name).GetInt32();

    /// <summary>Events from one place to another.</summary>
    public IEnumerable<StoryEvent> Between(int from, int to) => Events.Skip(from).Take(to - from);

    /// <summary>Events of a name.</summary>
    public IEnumerable<StoryEvent> Of(string name) => Events.Where(e => e.Name == name);

    /// <summary>Index of the first event of a name behind a place.</summary>
    public int IndexOf(string name, int from = 0)
    {
        for (var i = from; i < Events.Count; i++)
        {
            if (Events[i].Name == name)
            {
                return i;
            }
        }

        Assert.Fail($"No {name} behind {from}.");
        return -1;
    }
}
