using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>How one tool call ended.</summary>
internal readonly record struct ToolCallEnd(FunctionCallContent Call, ToolCallOutcome Outcome, string Result)
{
    /// <summary>For the model: the text, and an exception beside it when the call gave no result.</summary>
    public FunctionResultContent Content =>
        new(Call.CallId, Result)
        {
            Exception = Outcome switch
            {
                ToolCallOutcome.Result => null,
                ToolCallOutcome.Timeout => new VoiceAgentException(ErrorCodes.ToolTimeout, Result),
                ToolCallOutcome.Cancelled => new OperationCanceledException(Result),
                _ => new VoiceAgentException(ErrorCodes.ToolFailed, Result),
            },
        };
}

/// <summary>
/// Runs the tool calls of one step side by side. Every call ends in a result, an error or a timeout the model is told about; a
/// tool that ignores cancellation is left behind.
/// </summary>
internal sealed class ToolLoop(LlmOptions options, TimeProvider time)
{
    /// <summary>What the model is told of a call that was cancelled.</summary>
    public const string CancelledResult = "The call was cancelled because the user interrupted.";

    /// <summary>The arguments of a call as JSON.</summary>
    public static string ArgumentsOf(FunctionCallContent call) =>
        call.Arguments is null
            ? "{}"
            : JsonSerializer.Serialize(
                call.Arguments,
                AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>))
            );

    /// <summary>The calls a client has to answer.</summary>
    public ClientCalls Client { get; } = new();

    /// <summary>True when the client runs this function.</summary>
    public bool IsRunByClient(FunctionCallContent call) =>
        options.Tools.FirstOrDefault(t => t.Name == call.Name)?.GetService<ClientFunction>() is not null;

    /// <summary>
    /// Runs all calls. <paramref name="begun"/> is awaited before the first; from then on clients may answer.
    /// <paramref name="ended"/> is awaited for each as it ends.
    /// </summary>
    public async Task RunAsync(
        IReadOnlyList<FunctionCallContent> calls,
        Func<ValueTask> begun,
        Func<ToolCallEnd, ValueTask> ended,
        CancellationToken cancellationToken
    )
    {
        Client.Expect(calls);
        try
        {
            await begun().ConfigureAwait(false);
            await RunAsync(calls, ended, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Client.Forget(calls);
        }
    }

    private async Task RunAsync(
        IReadOnlyList<FunctionCallContent> calls,
        Func<ToolCallEnd, ValueTask> ended,
        CancellationToken cancellationToken
    )
    {
        var running = new List<Task<ToolCallEnd>>(calls.Count);
        foreach (var call in calls)
        {
            running.Add(InvokeAsync(call, cancellationToken));
        }

        while (running.Count > 0)
        {
            var first = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(first);
            await ended(await first.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task<ToolCallEnd> InvokeAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        var tool = options.Tools.FirstOrDefault(t => t.Name == call.Name);
        if (tool is null)
        {
            return new(call, ToolCallOutcome.Error, $"There is no tool named '{call.Name}'.");
        }

        if (call.Exception is not null)
        {
            return new(
                call,
                ToolCallOutcome.Error,
                "The arguments could not be read. Call the tool again with valid JSON."
            );
        }

        try
        {
            var running = IsRunByClient(call)
                ? Client.AnswerAsync(call)
                : tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken).AsTask();
            var result = await running.WaitAsync(options.ToolTimeout, time, cancellationToken).ConfigureAwait(false);
            return new(call, ToolCallOutcome.Result, Describe(result));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(call, ToolCallOutcome.Cancelled, CancelledResult);
        }
        catch (TimeoutException)
        {
            return new(
                call,
                ToolCallOutcome.Timeout,
                $"The tool did not answer within {options.ToolTimeout.TotalSeconds:0.#} seconds."
            );
        }
        catch (Exception exception)
        {
            return new(call, ToolCallOutcome.Error, $"The tool failed: {exception.GetType().Name}.");
        }
    }

    private string Describe(object? result)
    {
        var text = result switch
        {
            null => "done",
            string s => s,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString() ?? "",
            JsonElement element => element.GetRawText(),
            _ => result.ToString() ?? "",
        };
        return text.Length <= options.MaxToolResultLength ? text : text[..options.MaxToolResultLength] + " (cut)";
    }
}
