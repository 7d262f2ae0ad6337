using System.Text;
using Microsoft.Extensions.AI;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>One place in a conversation's context.</summary>
internal abstract class ContextEntry
{
    /// <summary>True for something the user said.</summary>
    public virtual bool IsUserTurn => false;

    /// <summary>True when it does not change any more.</summary>
    public virtual bool IsSettled => true;

    /// <summary>Adds the messages this entry stands for, if any.</summary>
    public abstract void Render(List<ChatMessage> messages);
}

/// <summary>A message that does not change.</summary>
internal sealed class FixedEntry(ChatMessage message) : ContextEntry
{
    public override bool IsUserTurn => message.Role == ChatRole.User;

    public override void Render(List<ChatMessage> messages) => messages.Add(message);
}

/// <summary>Something the bot says: generated first, heard later, maybe never.</summary>
internal sealed class ResponseEntry(ResponseId response) : ContextEntry
{
    public ResponseId Response { get; } = response;

    public StringBuilder Generated { get; } = new();

    public string Heard { get; set; } = "";

    public bool IsFinal { get; set; }

    public bool IsCutOff { get; set; }

    public override bool IsSettled => IsFinal;

    public override void Render(List<ChatMessage> messages)
    {
        // What is still on its way will be heard; what was cut off counts as far as it was heard.
        var text = IsCutOff || Generated.Length == 0 ? Heard : Generated.ToString();
        if (!string.IsNullOrWhiteSpace(text))
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, text.Trim()));
        }
    }
}

/// <summary>Tool calls of one step and their results.</summary>
internal sealed class ToolEntry(IReadOnlyList<FunctionCallContent> calls) : ContextEntry
{
    private readonly FunctionResultContent?[] _results = new FunctionResultContent?[calls.Count];

    public override bool IsSettled => Array.TrueForAll(_results, result => result is not null);

    public bool TrySet(FunctionResultContent result)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            if (_results[i] is null && calls[i].CallId == result.CallId)
            {
                _results[i] = result;
                return true;
            }
        }

        return false;
    }

    public override void Render(List<ChatMessage> messages)
    {
        messages.Add(new ChatMessage(ChatRole.Assistant, [.. calls]));
        messages.Add(
            new ChatMessage(
                ChatRole.Tool,
                [
                    .. calls.Select(
                        (call, i) =>
                            _results[i]
                            ?? new ToolCallEnd(call, ToolCallOutcome.Cancelled, ToolInvoker.CancelledResult).Content
                    ),
                ]
            )
        );
    }
}
