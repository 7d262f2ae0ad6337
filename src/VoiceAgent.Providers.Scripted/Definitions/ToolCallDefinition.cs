using VoiceAgent.Providers.Scripted.Templates;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>A tool and what to pass it.</summary>
internal sealed record ToolCallDefinition(string Tool, IReadOnlyList<(string Parameter, Template Value)> Arguments)
{
    /// <summary>The arguments whose values are known.</summary>
    public Dictionary<string, object?> Bind(TemplateValues values)
    {
        var bound = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (parameter, template) in Arguments)
        {
            if (template.ToArgument(values) is { } value)
            {
                bound[parameter] = value;
            }
        }

        return bound;
    }
}
