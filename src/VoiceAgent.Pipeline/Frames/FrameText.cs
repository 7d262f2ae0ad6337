using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace VoiceAgent.Frames;

/// <summary>
/// A frame in words: its name without "Frame", its response, then its own properties that are numbers, times, enums or true. Texts are
/// content and shown only on demand, but for a few that never hold any.
/// </summary>
[UnconditionalSuppressMessage(
    "Trimming",
    "IL2070",
    Justification = "What a trimmed application loses is left out of its timelines."
)]
internal static class FrameText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except(['"', '\\']),
    ]);

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Of(Frame frame, bool withText)
    {
        List<string> words = [NameOf(frame.GetType())];
        if (frame.ResponseId.HasValue)
        {
            words.Add($"response={frame.ResponseId.Value}");
        }

        // Pieces of audio are told apart by nothing.
        if (frame is AudioFrame)
        {
            return string.Join(' ', words);
        }

        foreach (var property in Properties.GetOrAdd(frame.GetType(), OwnProperties))
        {
            if (ValueOf(property, frame, withText) is { } value)
            {
                words.Add($"{NameOf(property)}{value}");
            }
        }

        return string.Join(' ', words);
    }

    private static string NameOf(Type type)
    {
        var name = type.Name;
        return name.EndsWith("Frame", StringComparison.Ordinal) ? name[..^"Frame".Length] : name;
    }

    private static string NameOf(PropertyInfo property) =>
        property.Name == nameof(InterruptionFrame.CancelledThrough)
            ? "through"
            : char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    private static string? ValueOf(PropertyInfo property, Frame frame, bool withText) =>
        property.GetValue(frame) switch
        {
            // The one that is true as a rule.
            bool value when property.Name == nameof(BotHeardFrame.AddToContext) => value ? null : "=false",
            true => "",
            ResponseId id => $"={id.Value}",
            TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"={time.TotalSeconds:0.000}s"),
            Enum value => $"={value}",
            IFormattable number and (int or long or float or double) =>
                $"={number.ToString(null, CultureInfo.InvariantCulture)}",
            string text when withText || !IsContent(property, frame) => $"=\"{Escape(text)}\"",
            _ => null,
        };

    /// <summary>Codes and reasons are written by programmers, never spoken.</summary>
    private static bool IsContent(PropertyInfo property, Frame frame) =>
        (frame, property.Name)
            is not (

                (ErrorFrame, nameof(ErrorFrame.Code) or nameof(ErrorFrame.Source))
                or
                (EndFrame or CancelFrame or EndSessionFrame, nameof(EndFrame.Reason))
                or
                (ToolCallStartedFrame or ToolCallEndedFrame, nameof(ToolCallStartedFrame.Name))
            );

    private static string Escape(string text) =>
        text.AsSpan().ContainsAnyExcept(Plain)
            ? string.Concat(
                text.Select(c =>
                    c switch
                    {
                        '"' or '\\' => $"\\{c}",
                        < ' ' or > '~' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                        _ => c.ToString(),
                    }
                )
            )
            : text;

    private static PropertyInfo[] OwnProperties(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p =>
                    p.GetIndexParameters().Length == 0 && p.Name is not (nameof(Frame.Id) or nameof(Frame.ResponseId))
                )
                .OrderBy(p => p.MetadataToken),
        ];
}
