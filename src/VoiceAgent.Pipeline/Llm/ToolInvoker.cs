using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

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
/// Makes tool calls, each off the pump. Every call ends in a result, an error, a timeout or a cancellation the model is told about; a tool
/// that ignores its cancellation is left behind.
/// </summary>
internal sealed class ToolInvoker(LlmOptions options, TimeProvider time, ClientCalls client)
{
    /// <summary>What the model is told of a call that was cancelled.</summary>
    public const string CancelledResult = "The call was cancelled because the user interrupted.";

    /// <summary>What the model is told of a call whose result comes later.</summary>
    public const string RunningResult = "The call has begun; its result will follow.";

    /// <summary>What the model is told of a call that was refused.</summary>
    public const string DuplicateResult = "The same call is still running; wait for its result.";

    /// <summary>The arguments of a call as JSON.</summary>
    public static string ArgumentsOf(FunctionCallContent call) =>
        call.Arguments is null
            ? "{}"
            : JsonSerializer.Serialize(
                call.Arguments,
                AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>))
            );

    /// <summary>The tool a call is for.</summary>
    public AIFunction? Find(FunctionCallContent call) => options.Tools.FirstOrDefault(tool => tool.Name == call.Name);

    /// <summary>Makes one call.</summary>
    public async Task<ToolCallEnd> InvokeAsync(ToolRun run, ProcessorWork work)
    {
        var call = run.Call;
        if (run.Tool is not { } tool)
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

        using (LlmTelemetry.StartTool(call))
        {
            return await InvokeAsync(run, tool, work).ConfigureAwait(false);
        }
    }

    private async Task<ToolCallEnd> InvokeAsync(ToolRun run, AIFunction tool, ProcessorWork work)
    {
        var call = run.Call;
        var timeout = run.Policy.TimeoutWithin(options);
        try
        {
            ToolCall.Current = run.Handle;
            var running = run.IsRunByClient
                ? client.AnswerAsync(call)
                : tool.InvokeAsync(new AIFunctionArguments(call.Arguments), work.Token).AsTask();
            var announced = AnnounceAsync(run, running, work);
            var result = await running.WaitAsync(timeout, time, work.Token).ConfigureAwait(false);
            await announced.ConfigureAwait(false);
            return new(call, ToolCallOutcome.Result, Describe(result));
        }
        catch (OperationCanceledException) when (work.Token.IsCancellationRequested)
        {
            return new(call, ToolCallOutcome.Cancelled, CancelledResult);
        }
        catch (TimeoutException)
        {
            return new(
                call,
                ToolCallOutcome.Timeout,
                $"The tool did not answer within {timeout.TotalSeconds:0.#} seconds."
            );
        }
        catch (Exception exception)
        {
            return new(call, ToolCallOutcome.Error, $"The tool failed: {ReplayedException.NameOf(exception)}.");
        }
    }

    /// <summary>Says that a call takes long, if it does and nothing was said before it.</summary>
    private async Task AnnounceAsync(ToolRun run, Task running, ProcessorWork work)
    {
        if (run.Policy.Announcement is not { Length: > 0 } announcement || run.Step.HasText)
        {
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(work.Token);
        var patience = Task.Delay(run.Policy.AnnounceAfter, time, over.Token);
        if (await Task.WhenAny(running, patience).ConfigureAwait(false) == running)
        {
            await over.CancelAsync().ConfigureAwait(false);
            return;
        }

        if (patience.IsCompletedSuccessfully)
        {
            await work.PushAsync(new TtsSpeakFrame(announcement) { HasMore = true }).ConfigureAwait(false);
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
