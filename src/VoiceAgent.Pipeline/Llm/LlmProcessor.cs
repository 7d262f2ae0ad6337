using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>
/// Lets a chat client answer the conversation, streams its text downstream and runs the tools it calls. Each request to the model is a
/// response of its own; an interruption cancels the request and the tools at once.
/// </summary>
public sealed class LlmProcessor : FrameProcessor
{
    private readonly IChatClient _client;
    private readonly LlmOptions _options;
    private readonly ChatOptions _chatOptions;
    private readonly List<(ResponseId Response, FunctionCallContent Call)> _openCalls = [];
    private ToolLoop? _tools;
    private ProcessorWork? _work;

    /// <summary>Makes a processor over a chat client, which it does not dispose.</summary>
    public LlmProcessor(IChatClient client, LlmOptions? options = null)
    {
        _client = client;
        _options = options ?? new LlmOptions();
        _chatOptions = _options.ChatOptions?.Clone() ?? new ChatOptions();
        if (_options.Tools.Count > 0)
        {
            _chatOptions.Tools = [.. _chatOptions.Tools ?? [], .. _options.Tools];
        }
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _tools = new ToolLoop(_options, Time);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is ClientFunctionResultFrame result)
        {
            _tools!.Client.Answer(result);
            return default;
        }

        if (frame is not LlmContextFrame request)
        {
            return PushAsync(frame, direction);
        }

        // Two answers at a time would be two voices: the older one gives way.
        if (_work is not null)
        {
            Interrupt();
            _work.Cancel();
        }

        Respond(request.Context, step: 1);
        return default;
    }

    /// <inheritdoc />
    protected override async ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_work is not null && _work.Response.IsStale(frame.CancelledThrough))
        {
            _work.Cancel();
            _work = null;
        }

        var cancelled = _openCalls.Where(open => open.Response.IsStale(frame.CancelledThrough)).ToArray();
        foreach (var open in cancelled)
        {
            _openCalls.Remove(open);
            await PushAsync(
                    new ToolCallEndedFrame(
                        open.Call.CallId,
                        open.Call.Name,
                        ToolCallOutcome.Cancelled,
                        ToolLoop.CancelledResult
                    )
                    {
                        RunByClient = _tools!.IsRunByClient(open.Call),
                    }
                )
                .ConfigureAwait(false);
        }
    }

    private void Respond(ConversationContext context, int step)
    {
        var response = Responses.Begin();
        var messages = context.ToMessages();
        context.BeginResponse(response);
        _work = StartWork("llm", work => RunAsync(new Step(context, messages, response, step), work), response);
    }

    private async Task RunAsync(Step step, ProcessorWork work)
    {
        await work.PushAsync(new LlmResponseStartFrame { ResponseId = step.Response }).ConfigureAwait(false);
        IReadOnlyList<FunctionCallContent> calls;
        try
        {
            calls = await StreamAsync(step, work).ConfigureAwait(false);
        }
        catch (Exception exception) when (!work.Token.IsCancellationRequested)
        {
            await work.PushAsync(new LlmResponseEndFrame { ResponseId = step.Response }).ConfigureAwait(false);
            await work.PostAsync(exception, FailAsync).ConfigureAwait(false);
            return;
        }

        await work.PushAsync(new LlmResponseEndFrame { ResponseId = step.Response, HasMore = calls.Count > 0 })
            .ConfigureAwait(false);
        if (calls.Count == 0)
        {
            await work.PostAsync(step, FinishAsync).ConfigureAwait(false);
            return;
        }

        await _tools!
            .RunAsync(
                calls,
                () => work.PostAsync((step, calls), BeginToolsAsync),
                end => work.PostAsync((step, end), EndToolAsync),
                work.Token
            )
            .ConfigureAwait(false);
        await work.PostAsync(step, NextStepAsync).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<FunctionCallContent>> StreamAsync(Step step, ProcessorWork work)
    {
        List<FunctionCallContent> calls = [];
        var options = step.Number <= _options.MaxToolSteps ? _chatOptions : WithoutTools();
        using var reader = new DeadlineReader<ChatResponseUpdate>(Time, work.Token);
        reader.Open(token => _client.GetStreamingResponseAsync(step.Messages, options, token));
        while (
            await reader
                .MoveNextAsync(reader.HasRead ? _options.NextTokenDeadline : _options.FirstTokenDeadline)
                .ConfigureAwait(false)
        )
        {
            foreach (var content in reader.Current.Contents)
            {
                if (content is TextContent { Text.Length: > 0 } text)
                {
                    await work.PostAsync((step, text.Text), TextAsync).ConfigureAwait(false);
                }
                else if (content is FunctionCallContent { InformationalOnly: false } call)
                {
                    calls.Add(call);
                }
            }
        }

        return step.Number <= _options.MaxToolSteps || calls.Count == 0
            ? calls
            : throw new VoiceAgentException(
                ErrorCodes.ProviderGarbage,
                $"The model called tools {_options.MaxToolSteps} times in a row, and again when it was offered none."
            );
    }

    private ValueTask TextAsync((Step Step, string Text) delta)
    {
        delta.Step.Context.AddGenerated(delta.Step.Response, delta.Text);
        return PushAsync(new LlmTextFrame(delta.Text) { ResponseId = delta.Step.Response });
    }

    private async ValueTask BeginToolsAsync((Step Step, IReadOnlyList<FunctionCallContent> Calls) begun)
    {
        begun.Step.Context.AddToolCalls(begun.Calls);
        foreach (var call in begun.Calls)
        {
            _openCalls.Add((begun.Step.Response, call));
            await PushAsync(
                    new ToolCallStartedFrame(call.CallId, call.Name, ToolLoop.ArgumentsOf(call))
                    {
                        RunByClient = _tools!.IsRunByClient(call),
                    }
                )
                .ConfigureAwait(false);
        }
    }

    private async ValueTask EndToolAsync((Step Step, ToolCallEnd End) ended)
    {
        var (call, outcome, result) = ended.End;
        if (_openCalls.RemoveAll(open => ReferenceEquals(open.Call, call)) == 0)
        {
            return;
        }

        ended.Step.Context.SetToolResult(ended.End.Content);
        await PushAsync(
                new ToolCallEndedFrame(call.CallId, call.Name, outcome, result)
                {
                    RunByClient = _tools!.IsRunByClient(call),
                }
            )
            .ConfigureAwait(false);
    }

    private ValueTask NextStepAsync(Step step)
    {
        Respond(step.Context, step.Number + 1);
        return default;
    }

    private ValueTask FinishAsync(Step step)
    {
        if (_work?.Response == step.Response)
        {
            _work = null;
        }

        return default;
    }

    private async ValueTask FailAsync(Exception exception)
    {
        _work = null;
        await PushErrorAsync(
                exception,
                exception is TimeoutException ? ErrorCodes.ProviderTimeout : ErrorCodes.ProviderFailed
            )
            .ConfigureAwait(false);
        if (!string.IsNullOrEmpty(_options.Apology))
        {
            await PushAsync(new TtsSpeakFrame(_options.Apology)).ConfigureAwait(false);
        }
    }

    private ChatOptions WithoutTools()
    {
        var options = _chatOptions.Clone();
        options.Tools = null;
        return options;
    }

    private sealed record Step(
        ConversationContext Context,
        IReadOnlyList<ChatMessage> Messages,
        ResponseId Response,
        int Number
    );
}
