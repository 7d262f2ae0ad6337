using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>A form being filled.</summary>
internal sealed class FormProgress(FormDefinition form)
{
    /// <summary>Name under which a correction holds the name of a slot ("change the time").</summary>
    public const string SlotOfNames = "slot";

    private readonly Dictionary<string, SlotValue> _values = new(StringComparer.Ordinal);
    private bool _changing;

    /// <summary>The form.</summary>
    public FormDefinition Form { get; } = form;

    /// <summary>The slot to ask for; null when all are known.</summary>
    public FormSlot? Open => Form.Slots.FirstOrDefault(slot => !_values.ContainsKey(slot.Name));

    /// <summary>Name of the slot the agent's last question is about.</summary>
    public string? Expected => _changing ? SlotOfNames : Open?.Name;

    /// <summary>The user disagreed and was asked what to change.</summary>
    public void AskWhatToChange() => _changing = true;

    /// <summary>A slot's value, null while it is not known.</summary>
    public SlotValue? Value(string slot) => _values.GetValueOrDefault(slot);

    /// <summary>Takes what was said. A slot that was only named ("change the time") becomes open again.</summary>
    /// <returns>The slots whose value changed to another, and the first value that is not possible.</returns>
    public FormChange Fill(IEnumerable<Capture> captures)
    {
        _changing = false;
        var changed = new List<SlotValue>();
        (FormSlot Slot, SlotValue Value)? refused = null;
        foreach (var (name, value, _) in captures.OrderByDescending(capture => capture.Slot == SlotOfNames))
        {
            if (Form.Slots.FirstOrDefault(slot => slot.Name == name) is not { } slot)
            {
                _values.Remove((string)value.Value);
                continue;
            }

            if (value.Refused)
            {
                refused ??= (slot, value);
                continue;
            }

            if (_values.TryGetValue(name, out var before) && !Equals(before.Value, value.Value))
            {
                changed.Add(value);
            }

            _values[name] = value;
        }

        return new FormChange(changed, refused?.Slot, refused?.Value);
    }
}

/// <summary>What filling changed.</summary>
internal sealed record FormChange(IReadOnlyList<SlotValue> Changed, FormSlot? RefusedSlot, SlotValue? RefusedValue);
