using System.Text;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Templates;

/// <summary>Finds what a name in a template stands for; null when it is not known.</summary>
internal delegate SlotValue? TemplateValues(string name);

/// <summary>
/// A text with values in it: <c>{name}</c>, <c>{number|one|several}</c>, and <c>[parts]</c> that are left out when a value in them is not known.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<TemplatePart> _parts;

    /// <summary>Made by <see cref="TemplateParser"/>.</summary>
    internal Template(IReadOnlyList<TemplatePart> parts) => _parts = parts;

    /// <summary>Every name in the text.</summary>
    public IEnumerable<string> Names => Flatten(_parts).Select(value => value.Name).Distinct();

    /// <summary>Names that must be known for the text to be used.</summary>
    public IEnumerable<string> RequiredNames => _parts.OfType<ValuePart>().Select(value => value.Name).Distinct();

    /// <summary>The text with its values; null when a required one is not known.</summary>
    public string? Render(TemplateValues values)
    {
        var text = new StringBuilder();
        return Render(_parts, values, text) ? Capitalize(OneSpace(text)) : null;
    }

    /// <summary>As a tool argument: the value itself where the text is nothing but one value, otherwise the text.</summary>
    public object? ToArgument(TemplateValues values) =>
        _parts is [ValuePart { Singular: null } single] ? values(single.Name)?.Value
        : new StringBuilder() is var text && Render(_parts, values, text) ? OneSpace(text)
        : null;

    private static bool Render(IReadOnlyList<TemplatePart> parts, TemplateValues values, StringBuilder text)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart plain:
                    text.Append(plain.Text);
                    break;
                case OptionalPart optional:
                    var inner = new StringBuilder();
                    text.Append(Render(optional.Parts, values, inner) ? inner : null);
                    break;
                case ValuePart value when values(value.Name) is { } found:
                    text.Append(Say(value, found));
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static string Say(ValuePart part, SlotValue value) =>
        part.Singular is null ? value.Spoken
        : value.Value is 1L or 1.0 ? part.Singular
        : part.Plural!;

    // A part that was left out may leave two spaces behind.
    private static string OneSpace(StringBuilder text) =>
        string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // A value may be the first word of a sentence.
    private static string Capitalize(string text) =>
        text.Length > 0 && char.IsLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    private static IEnumerable<ValuePart> Flatten(IReadOnlyList<TemplatePart> parts) =>
        parts.SelectMany(part =>
            part switch
            {
                ValuePart value => [value],
                OptionalPart optional => Flatten(optional.Parts),
                _ => Enumerable.Empty<ValuePart>(),
            }
        );
}

/// <summary>A piece of a template.</summary>
internal abstract record TemplatePart;

/// <summary>Fixed text.</summary>
internal sealed record TextPart(string Text) : TemplatePart;

/// <summary>A value, or one of two words chosen by a number.</summary>
internal sealed record ValuePart(string Name, string? Singular, string? Plural) : TemplatePart;

/// <summary>Left out when a value in it is not known.</summary>
internal sealed record OptionalPart(IReadOnlyList<TemplatePart> Parts) : TemplatePart;
