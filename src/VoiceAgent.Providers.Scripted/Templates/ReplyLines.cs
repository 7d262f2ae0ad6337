namespace VoiceAgent.Providers.Scripted.Templates;

/// <summary>
/// Several ways to say one thing. Those whose values are all known are candidates; of these the ones that mention most
/// are used in turn, so a conversation replays word for word.
/// </summary>
internal sealed class ReplyLines(IReadOnlyList<Template> lines)
{
    /// <summary>No lines.</summary>
    public static ReplyLines None { get; } = new([]);

    /// <summary>The lines, in the file's order.</summary>
    public IReadOnlyList<Template> Lines { get; } = lines;

    /// <summary>True when there is nothing to say.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>The line to say when this has been said <paramref name="times"/> times before; null when values are missing for each.</summary>
    public string? Render(TemplateValues values, int times)
    {
        var candidates = Lines
            .Where(line => line.RequiredNames.All(name => values(name) is not null))
            .GroupBy(line => line.RequiredNames.Count())
            .MaxBy(group => group.Key)
            ?.ToList();
        return candidates?[times % candidates.Count].Render(values);
    }
}
