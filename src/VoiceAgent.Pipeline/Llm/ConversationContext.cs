using Microsoft.Extensions.AI;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>
/// What the model is told of the conversation: turns of the user, what the user <em>heard</em> of the bot, tool calls with their
/// results. Text that was generated and not heard is not in it.
/// </summary>
/// <remarks>
/// Lives on the pump and is not thread-safe; <see cref="ToMessages"/> makes a copy that may leave it. A tool call can have no orphan:
/// a call without a result is rendered as cancelled.
/// </remarks>
public sealed class ConversationContext
{
    /// <summary>Key in a message's additional properties: the user spoke and nothing was understood.</summary>
    public const string RejectedProperty = "voiceagent.rejected";

    /// <summary>Key in a message's additional properties: the user spoke, and did not type.</summary>
    public const string SpokenProperty = "voiceagent.spoken";

    private readonly List<ContextEntry> _entries = [];
    private ChatMessage? _instructions;

    /// <summary>Makes a context, with instructions for the model if there are any.</summary>
    public ConversationContext(string? instructions = null) => SetInstructions(instructions);

    /// <summary>What the model is told before everything else; null when it is told nothing.</summary>
    public string? Instructions => _instructions?.Text;

    /// <summary>Gives the model other instructions from now on; null or white space gives it none.</summary>
    public void SetInstructions(string? instructions) =>
        _instructions = string.IsNullOrWhiteSpace(instructions) ? null : new ChatMessage(ChatRole.System, instructions);

    /// <summary>Adds a message as it is.</summary>
    public void Add(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _entries.Add(new FixedEntry(message));
    }

    /// <summary>Adds a turn of the user. A turn that was not understood has empty text and <see cref="RejectedProperty"/>.</summary>
    /// <param name="text">What was said or typed.</param>
    /// <param name="rejected">True when nothing was understood.</param>
    /// <param name="spoken">True when it was spoken.</param>
    public void AddUserTurn(string text, bool rejected = false, bool spoken = false)
    {
        var message = new ChatMessage(ChatRole.User, text);
        if (rejected)
        {
            (message.AdditionalProperties ??= [])[RejectedProperty] = true;
        }

        if (spoken)
        {
            (message.AdditionalProperties ??= [])[SpokenProperty] = true;
        }

        Add(message);
    }

    /// <summary>Makes room for what the bot is going to say, at this place of the conversation.</summary>
    public void BeginResponse(ResponseId response) => _entries.Add(new ResponseEntry(response));

    /// <summary>Notes a piece of text the model made for a response.</summary>
    public void AddGenerated(ResponseId response, string text) => Find(response)?.Generated.Append(text);

    /// <summary>
    /// Says what was heard of a response. A response that was never begun here (a greeting) is added; a later word on the same response
    /// replaces the earlier one.
    /// </summary>
    public void SetHeard(ResponseId response, string text, bool isFinal, bool interrupted)
    {
        var entry = Find(response);
        if (entry is null)
        {
            if (text.Length == 0)
            {
                return;
            }

            entry = new ResponseEntry(response);
            _entries.Add(entry);
        }

        entry.Heard = text;
        entry.IsCutOff = interrupted;
        entry.IsFinal |= isFinal;
    }

    /// <summary>Notes that every response up to <paramref name="through"/> is cut off: from now on only what was heard counts.</summary>
    public void CutOff(ResponseId through)
    {
        foreach (var entry in _entries.OfType<ResponseEntry>())
        {
            entry.IsCutOff |= !entry.IsFinal && entry.Response <= through;
        }
    }

    /// <summary>Notes tool calls the model made. Their results follow with <see cref="SetToolResult"/>.</summary>
    public void AddToolCalls(IReadOnlyList<FunctionCallContent> calls) => _entries.Add(new ToolEntry(calls));

    /// <summary>Notes how a tool call ended.</summary>
    public void SetToolResult(FunctionResultContent result)
    {
        ArgumentNullException.ThrowIfNull(result);
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i] is ToolEntry tools && tools.TrySet(result))
            {
                return;
            }
        }
    }

    /// <summary>The conversation as messages for a model.</summary>
    public IReadOnlyList<ChatMessage> ToMessages()
    {
        var messages = new List<ChatMessage>(_entries.Count + 4);
        if (_instructions is not null)
        {
            messages.Add(_instructions);
        }

        foreach (var entry in _entries)
        {
            entry.Render(messages);
        }

        return messages;
    }

    /// <summary>The conversation without instructions and without what is still open: replies not heard yet, calls without a result.</summary>
    internal IReadOnlyList<ChatMessage> ToSettledMessages()
    {
        List<ChatMessage> messages = [];
        _entries.Where(entry => entry.IsSettled).ToList().ForEach(entry => entry.Render(messages));
        return messages;
    }

    /// <summary>The oldest part of the conversation, up to the last turns of the user; null when there is too little.</summary>
    internal OldTurns? TakeOld(int keepTurns)
    {
        var end = _entries.Count;
        while (keepTurns > 0 && end > 0)
        {
            keepTurns -= _entries[--end].IsUserTurn ? 1 : 0;
        }

        if (keepTurns > 0 || end < 2)
        {
            return null;
        }

        List<ChatMessage> messages = [];
        _entries.GetRange(0, end).ForEach(entry => entry.Render(messages));
        return new OldTurns(end, messages);
    }

    /// <summary>Puts a note in the place of the oldest part of the conversation, which has not changed since it was taken.</summary>
    internal void ReplaceOld(OldTurns old, string note)
    {
        _entries.RemoveRange(0, old.Entries);
        _entries.Insert(0, new FixedEntry(new ChatMessage(ChatRole.System, note)));
    }

    private ResponseEntry? Find(ResponseId response)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i] is ResponseEntry entry && entry.Response == response)
            {
                return entry;
            }
        }

        return null;
    }
}
