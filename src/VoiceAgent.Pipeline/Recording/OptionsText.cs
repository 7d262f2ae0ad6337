using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using VoiceAgent.Sessions;

namespace VoiceAgent.Recording;

/// <summary>Options as names and values, and back: all properties that are numbers, times, enums, truths or texts, or lists of texts.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What trimming removed is not recorded.")]
internal static class OptionsText
{
    private const char Separator = '\u001f';

    /// <summary>The options of an agent, by the prefix of their names.</summary>
    public static IEnumerable<(string Prefix, object Values)> PartsOf(AgentDefinition agent) =>
        [
            ("Agent.", agent),
            ("Vad.", agent.Vad),
            ("Stt.", agent.Stt),
            ("Stt.Session.", agent.Stt.Session),
            ("Turns.", agent.Turns),
            ("Llm.", agent.Llm),
            ("Tts.", agent.Tts),
            ("Tts.Session.", agent.Tts.Session),
            ("Tts.Sentences.", agent.Tts.Sentences),
            ("Output.", agent.Output),
        ];

    public static void Write(Dictionary<string, string> fields, string prefix, object values)
    {
        foreach (var property in PropertiesOf(values))
        {
            if (TextOf(property.GetValue(values)) is { } text)
            {
                fields[prefix + property.Name] = text;
            }
        }
    }

    /// <summary>Sets what was recorded; a name that these options do not have any more is left out.</summary>
    public static void Read(IReadOnlyDictionary<string, string> fields, string prefix, object values)
    {
        foreach (var property in PropertiesOf(values).Where(p => p.SetMethod is not null))
        {
            if (
                fields.TryGetValue(prefix + property.Name, out var text)
                && ValueOf(text, property.PropertyType) is { } value
            )
            {
                property.SetValue(values, value);
            }
        }
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(object values) =>
        values
            .GetType()
            .GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is not null);

    private static string? TextOf(object? value) =>
        value switch
        {
            string text => text,
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            bool or Enum => value.ToString(),
            float or double => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture),
            int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            IEnumerable<string> texts => string.Join(Separator, texts),
            _ => null,
        };

    private static object? ValueOf(string text, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        var culture = CultureInfo.InvariantCulture;
        return wanted switch
        {
            _ when wanted == typeof(string) => text,
            _ when wanted == typeof(TimeSpan) => TimeSpan.TryParse(text, culture, out var time) ? time : null,
            _ when wanted == typeof(bool) => bool.TryParse(text, out var truth) ? truth : null,
            _ when wanted == typeof(int) => int.TryParse(text, culture, out var number) ? number : null,
            _ when wanted == typeof(long) => long.TryParse(text, culture, out var number) ? number : null,
            _ when wanted == typeof(float) => float.TryParse(text, culture, out var number) ? number : null,
            _ when wanted == typeof(double) => double.TryParse(text, culture, out var number) ? number : null,
            _ when wanted.IsEnum => Enum.TryParse(wanted, text, out var value) ? value : null,
            _ when wanted.IsAssignableFrom(typeof(List<string>)) => text.Length == 0
                ? new List<string>()
                : text.Split(Separator).ToList(),
            _ when wanted.IsAssignableFrom(typeof(string[])) => text.Length == 0 ? [] : text.Split(Separator),
            _ => null,
        };
    }
}
