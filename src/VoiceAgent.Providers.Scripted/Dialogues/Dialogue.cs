using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Templates;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>
/// A conversation: user turns and tool results in, replies out. It has no clock and no chance, so the same turns always
/// give the same replies; a chat client replays a history through a new one. Not thread-safe.
/// </summary>
internal sealed class Dialogue(AgentDefinition agent)
{
    private readonly ReplyVoice _voice = new(agent);
    private FormProgress? _form;
    private string? _last;
    private Dictionary<string, SlotValue> _lastSlots = [];
    private int _misses;
    private Func<ToolOutcome, string>? _waiting;

    /// <summary>True while a tool was asked and has not answered.</summary>
    public bool IsWaiting => _waiting is not null;

    /// <summary>Said when the user has said nothing new.</summary>
    public Reply Nudge() => new(_form is null ? _voice.Say(agent.Help, NoValues) : Prompt());

    /// <summary>A user turn. One that is empty or was rejected is asked for again, then helped.</summary>
    /// <param name="text">What the user said or typed.</param>
    /// <param name="rejected">True when speech was heard and not understood.</param>
    /// <param name="now">The user's local time.</param>
    public Reply Hear(string text, bool rejected, DateTimeOffset now)
    {
        _waiting = null;
        var words = rejected ? [] : Tokenizer.Split(text);
        var context = new MeaningContext(_form?.Form.Name, _form?.Expected, _last, now);
        if (words.Count == 0 || Understanding.Read(agent, words, context) is not { } meaning)
        {
            return new Reply(Miss());
        }

        _misses = 0;
        return meaning.Kind == UtteranceKind.Intent
            ? AnswerIntent(agent.Intents[meaning.Target], meaning, now)
            : FillForm(agent.Forms[meaning.Target], meaning);
    }

    /// <summary>The result of the tool asked last.</summary>
    public Reply Resume(ToolOutcome outcome)
    {
        var next = _waiting ?? throw new InvalidOperationException("No tool was asked.");
        _waiting = null;
        return new Reply(next(outcome));
    }

    private static SlotValue? NoValues(string name) => null;

    private string Miss() =>
        ++_misses == 1 ? _voice.Say(agent.Again, NoValues)
        : _form is null ? _voice.Say(agent.Help, NoValues)
        : Join(Hint(), Prompt());

    private Reply AnswerIntent(IntentDefinition intent, Meaning meaning, DateTimeOffset now)
    {
        if (_form is not null && AnswerRole(intent) is { } reply)
        {
            return reply;
        }

        var target = intent.Like is null ? intent : agent.Intents[intent.Like];
        var slots = intent.Like is null ? [] : new Dictionary<string, SlotValue>(_lastSlots);
        foreach (var (name, value, _) in meaning.Values)
        {
            slots[name] = value;
        }

        foreach (var (name, words) in target.Defaults.Where(pair => !slots.ContainsKey(pair.Key)))
        {
            slots[name] = words.Read(now)!;
        }

        (_last, _lastSlots) = (target.Name, slots);
        TemplateValues values = slots.GetValueOrDefault;
        return target.Call is null
            ? new Reply(BackToForm(_voice.Say(target.Say, values)))
            : Ask(target.Call, values, outcome => BackToForm(Report(target.Say, values, outcome)));
    }

    /// <summary>What yes, no, cancel and help mean while a form is in progress; null for other intents.</summary>
    private Reply? AnswerRole(IntentDefinition intent)
    {
        var form = _form!;
        switch (intent.Name)
        {
            case Roles.Yes when form.Open is null:
                return Complete(form);
            case Roles.No when form.Open is null:
                form.AskWhatToChange();
                return new Reply(_voice.Say(form.Form.Change, form.Value));
            case Roles.Yes or Roles.No:
                return new Reply(Prompt());
            case Roles.Help:
                return new Reply(Join(Hint(), Prompt()));
            case Roles.Cancel:
                _form = null;
                return new Reply(
                    _voice.Say(form.Form.Cancelled.IsEmpty ? intent.Say : form.Form.Cancelled, form.Value)
                );
            default:
                return null;
        }
    }

    private Reply FillForm(FormDefinition definition, Meaning meaning)
    {
        if (_form?.Form != definition)
        {
            _form = new FormProgress(definition);
        }

        var form = _form;
        var change = form.Fill(meaning.Values);
        if (change.RefusedValue is { } refused)
        {
            var wrong = change.RefusedSlot!.Wrong;
            return new Reply(
                wrong.IsEmpty
                    ? Join(_voice.Say(agent.Again, NoValues), Prompt())
                    : _voice.Say(wrong, name => name == "value" ? refused : form.Value(name))
            );
        }

        var noted = "";
        if (change.Changed.Count > 0 && !agent.Noted.IsEmpty)
        {
            var spoken = string.Join(", ", change.Changed.Select(value => value.Spoken));
            noted = _voice.Say(agent.Noted, name => name == "value" ? new SlotValue(spoken, spoken) : null);
        }

        return form.Open is null && form.Form.Confirm.IsEmpty ? Complete(form) : new Reply(Join(noted, Prompt()));
    }

    private Reply Complete(FormProgress form)
    {
        if (form.Form.Call is null)
        {
            return new Reply(Finish(form, _voice.Say(form.Form.Say, form.Value)));
        }

        return Ask(
            form.Form.Call,
            form.Value,
            outcome =>
            {
                var text = Report(form.Form.Say, form.Value, outcome);
                // After a failure the answers are kept, and "yes" tries again.
                return outcome.IsFailed && !form.Form.Confirm.IsEmpty ? Join(text, Prompt()) : Finish(form, text);
            }
        );
    }

    private string Finish(FormProgress form, string text)
    {
        (_form, _last) = (null, form.Form.Name);
        return text;
    }

    private Reply Ask(ToolCallDefinition call, TemplateValues values, Func<ToolOutcome, string> answer)
    {
        _waiting = answer;
        return new Reply("", new ToolRequest(call.Tool, call.Bind(values)));
    }

    private string Report(ReplyLines lines, TemplateValues values, ToolOutcome outcome) =>
        outcome.IsFailed
            ? _voice.Say(agent.Failed, values)
            : _voice.Say(lines, name => name.Split('.')[0] == "result" ? outcome.Value(name) : values(name));

    /// <summary>After something else, a form in progress asks again, unless the reply was its question.</summary>
    private string BackToForm(string text) => _form is null || _voice.IsRepeating ? text : Join(text, Prompt());

    /// <summary>What the form in progress wants to know.</summary>
    private string Prompt() => _voice.Say(_form!.Open is { } slot ? slot.Ask : _form.Form.Confirm, _form.Value);

    private string Hint() => _form?.Open is { Help.IsEmpty: false } slot ? _voice.Say(slot.Help, _form.Value) : "";

    private string Join(string first, string second) => _voice.Join(first, second);
}
