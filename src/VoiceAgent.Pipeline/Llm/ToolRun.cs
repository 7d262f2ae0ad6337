using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>A tool call that is under way. On the pump only.</summary>
/// <param name="step">The model's step that made it.</param>
/// <param name="call">The call.</param>
/// <param name="tool">The tool, if there is one of that name.</param>
internal sealed class ToolRun(LlmStep step, FunctionCallContent call, AIFunction? tool)
{
    private readonly string _arguments = ToolInvoker.ArgumentsOf(call);

    public LlmStep Step => step;

    public FunctionCallContent Call => call;

    public AIFunction? Tool => tool;

    public string Arguments => _arguments;

    public ToolPolicy Policy { get; } = tool?.GetService<ToolPolicy>() ?? ToolPolicy.Default;

    /// <summary>True when the client runs the function.</summary>
    public bool IsRunByClient { get; } = tool?.GetService<ClientFunction>() is not null;

    /// <summary>True when the model does not wait for the result any more: it is told later.</summary>
    public bool IsLate { get; set; }

    /// <summary>The run whose result this one shares.</summary>
    public ToolRun? Twin { get; set; }

    /// <summary>What the tool asked of the session.</summary>
    public ToolCall? Handle { get; set; }

    public bool IsSameAs(ToolRun other) =>
        call.Name == other.Call.Name && string.Equals(_arguments, other.Arguments, StringComparison.Ordinal);
}
