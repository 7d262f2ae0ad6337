using Microsoft.Extensions.AI;

namespace VoiceAgent.Testing.Fakes;

/// <summary>One answer of a <see cref="FakeChatClient"/>: text in pieces, tool calls, or a failure.</summary>
/// <param name="Text">All of its text. It streams word by word.</param>
public sealed record FakeReply(string Text)
{
    /// <summary>From the question to the first piece. Default 300 ms.</summary>
    public TimeSpan FirstTokenDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>From piece to piece. Default 20 ms.</summary>
    public TimeSpan TokenInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Tool calls behind the text.</summary>
    public IReadOnlyList<FunctionCallContent> ToolCalls { get; init; } = [];

    /// <summary>What the model tells of its tokens at the end; nothing unless set.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>What goes wrong, once <see cref="FaultAfter"/> pieces were sent.</summary>
    public FakeFault Fault { get; init; }

    /// <summary>Pieces that are sent before it goes wrong. Default 0.</summary>
    public int FaultAfter { get; init; }

    /// <summary>An answer that calls one tool.</summary>
    public static FakeReply Calls(string tool, params (string Name, object? Value)[] arguments) =>
        new("")
        {
            ToolCalls =
            [
                new FunctionCallContent(
                    $"call-{tool}",
                    tool,
                    arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal)
                ),
            ],
        };

    /// <summary>The text cut before each word, white space kept.</summary>
    internal IEnumerable<string> Pieces()
    {
        var start = 0;
        for (var i = 1; i < Text.Length; i++)
        {
            if (char.IsWhiteSpace(Text[i]) && !char.IsWhiteSpace(Text[i - 1]))
            {
                yield return Text[start..i];
                start = i;
            }
        }

        if (start < Text.Length)
        {
            yield return Text[start..];
        }
    }
}
