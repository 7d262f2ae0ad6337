using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>
/// Lets a chat client answer the conversation, streams its text downstream and runs the tools it calls. Each request to the model is a
/// response of its own; an interruption cancels the request, and the tools that do not outlive it.
/// </summary>
/// <remarks>
/// The model waits for its tools, but not for those in the background (<see cref="ToolPolicy"/>): their results are told when nobody speaks
/// and no reply is on its way, or with the user's next turn.
/// </remarks>
public sealed class LlmProcessor : FrameProcessor
{
    private readonly List<ToolRun> _runs = [];
    private readonly List<string> _late = [];
    private readonly Floor _floor = new();
    private readonly ClientCalls _clientCalls = new();
    private IChatClient _client;
    private LlmOptions _options;
    private ChatOptions _chatOptions;
    private ToolInvoker? _tools;
    private ConversationContext? _context;
    private LlmStep? _step;
    private ContextCare? _care;
    private ToolFiller? _filler;
    private ProcessorTimer? _fillerTimer;

    /// <summary>Makes a processor over a chat client, which it does not dispose.</summary>
    public LlmProcessor(IChatClient client, LlmOptions? options = null)
    {
        _client = client;
        _options = options ?? new LlmOptions();
        _chatOptions = ChatRequest.Of(_options);
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _fillerTimer = CreateTimer(OnWaitAsync);
        Prepare();
        return default;
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _fillerTimer?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case ClientFunctionResultFrame result:
                _clientCalls.Answer(result);
                return;
            case UseModelFrame use:
                (_client, _options, _chatOptions) = (use.Client, use.Options, ChatRequest.Of(use.Options));
                Prepare();
                return;
            case LlmContextFrame request:
                // Two answers at a time would be two voices: the older one gives way.
                if (_step is not null)
                {
                    Interrupt();
                    _step.Work!.Cancel();
                }

                Respond(request.Context, number: 1);
                return;
            default:
                await PushAsync(frame, direction).ConfigureAwait(false);
                _floor.On(frame);
                TellLateResults();
                return;
        }
    }

    /// <inheritdoc />
    protected override async ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        _floor.Interrupt();
        if (_step is not null && _step.Response.IsStale(frame.CancelledThrough))
        {
            _step.Work!.Cancel();
            _step = null;
        }

        foreach (
            var run in _runs.Where(run => !run.IsLate && run.Step.Response.IsStale(frame.CancelledThrough)).ToArray()
        )
        {
            if (run.Policy.EndsWithInterruption)
            {
                _runs.Remove(run);
                var end = new ToolCallEnd(run.Call, ToolCallOutcome.Cancelled, ToolInvoker.CancelledResult);
                await TellEndAsync(run, end).ConfigureAwait(false);
            }
            else
            {
                LetGo(run);
            }
        }
    }

    private void Prepare()
    {
        _tools = new ToolInvoker(_options, Time, _clientCalls);
        _care = new ContextCare(_options.Context, Time);
        _filler = new ToolFiller(_options.Fillers);
    }

    private void Respond(ConversationContext context, int number)
    {
        foreach (var result in _late)
        {
            context.Add(new ChatMessage(ChatRole.System, result));
        }

        _late.Clear();
        _context = context;
        var response = Responses.Begin();
        var step = new LlmStep(context, _care!.Fit(context), response, number)
        {
            IsSpoken = _client.GetService<ISpeakingModel>()?.Speaks ?? false,
        };
        context.BeginResponse(response);
        _floor.Begin();
        _fillerTimer!.Clear();
        _step = step;
        step.Work = StartWork("llm", work => RunAsync(step, work), response);
    }

    /// <summary>Off the pump: streams one answer of the model.</summary>
    private async Task RunAsync(LlmStep step, ProcessorWork work)
    {
        await work.PushAsync(new LlmResponseStartFrame { ResponseId = step.Response, IsSpoken = step.IsSpoken })
            .ConfigureAwait(false);
        IReadOnlyList<FunctionCallContent> calls;
        try
        {
            calls = await StreamAsync(step, work).ConfigureAwait(false);
        }
        catch (Exception exception) when (!work.Token.IsCancellationRequested)
        {
            await work.PushAsync(step.End with { IsBroken = true }).ConfigureAwait(false);
            await work.PostAsync(exception, FailAsync).ConfigureAwait(false);
            return;
        }

        await work.PushAsync(step.End with { HasMore = calls.Count > 0 }).ConfigureAwait(false);
        await work.PostAsync((step, calls), EndStepAsync).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<FunctionCallContent>> StreamAsync(LlmStep step, ProcessorWork work)
    {
        var mayCall = step.Number <= _options.MaxToolSteps;
        var options = mayCall ? _chatOptions : ChatRequest.WithoutTools(_chatOptions);
        var answer = new ModelAnswer(_client, options, _options, _care!);
        var most = _options.MaxToolSteps;
        var calls = await answer.ReadAsync(step, work, Time, TextAsync).ConfigureAwait(false);
        return mayCall || calls.Count == 0 ? calls : throw ChatRequest.CallsOnAndOn(most);
    }

    private ValueTask TextAsync((LlmStep Step, string Text) delta)
    {
        delta.Step.HasText = true;
        delta.Step.Context.AddGenerated(delta.Step.Response, delta.Text);
        return PushAsync(
            new LlmTextFrame(delta.Text) { ResponseId = delta.Step.Response, IsSpoken = delta.Step.IsSpoken }
        );
    }

    private async ValueTask EndStepAsync((LlmStep Step, IReadOnlyList<FunctionCallContent> Calls) ended)
    {
        var (step, calls) = ended;
        if (calls.Count == 0)
        {
            _step = _step == step ? null : _step;
            Summarise(step.Context);
            return;
        }

        step.Context.AddToolCalls(calls);
        var runs = calls.Select(call => new ToolRun(step, call, _tools!.Find(call))).ToArray();
        var before = _runs.ToArray();
        _runs.AddRange(runs);
        _clientCalls.Expect(calls);
        foreach (var run in runs)
        {
            var started = new ToolCallStartedFrame(run.Call.CallId, run.Call.Name, run.Arguments)
            {
                RunByClient = run.IsRunByClient,
            };
            await BroadcastAsync(started).ConfigureAwait(false);
        }

        for (var i = 0; i < runs.Length; i++)
        {
            var run = runs[i];
            await StartAsync(run, before.Concat(runs.Take(i)).FirstOrDefault(run.IsSameAs)).ConfigureAwait(false);
        }

        if (_filler!.IsOn && !step.HasText)
        {
            _fillerTimer!.Set(_options.FillerAfter);
        }

        GoOn(step);
    }

    /// <summary>The model waits for a tool, and the user with it. A tool that announces itself needs no filler.</summary>
    private ValueTask OnWaitAsync() =>
        _step is not null
        && _runs.Exists(run => run.Step == _step && run is { IsLate: false, Policy.Announcement: null })
            ? PushAsync(_filler!.Next())
            : default;

    /// <summary>Has old turns summarised beside the conversation, when it is getting long.</summary>
    private void Summarise(ConversationContext context)
    {
        var (care, client) = (_care!, _client);
        if (care.Next(context) is not { } old)
        {
            return;
        }

        StartWork(
            "summary",
            async work =>
            {
                var summary = await care.SummariseAsync(client, old, work.Token).ConfigureAwait(false);
                await work.PostAsync((care, context, old, summary), Apply).ConfigureAwait(false);
            },
            holdsEnd: false
        );
    }

    private static ValueTask Apply((ContextCare Care, ConversationContext Context, OldTurns Old, string? Text) made)
    {
        made.Care.Apply(made.Context, made.Old, made.Text);
        return default;
    }

    /// <param name="run">The call.</param>
    /// <param name="twin">The same call, when it was made before and still runs.</param>
    private ValueTask StartAsync(ToolRun run, ToolRun? twin)
    {
        if (twin is not null && run.Policy.Duplicates == DuplicateCalls.Refuse)
        {
            return EndAsync((run, new(run.Call, ToolCallOutcome.Error, ToolInvoker.DuplicateResult)));
        }

        if (run.Policy.Background)
        {
            LetGo(run);
        }

        if (twin is not null && run.Policy.Duplicates == DuplicateCalls.Join)
        {
            run.Twin = twin.Twin ?? twin;
            return default;
        }

        var tools = _tools!;
        StartWork(
            "tool",
            async work =>
            {
                run.Handle = new ToolCall(work, run.Call.CallId, run.Call.Name);
                var end = await tools.InvokeAsync(run, work).ConfigureAwait(false);
                await work.PostAsync((run, end), EndAsync).ConfigureAwait(false);
            },
            run.Policy.EndsWithInterruption ? run.Step.Response : ResponseId.None,
            holdsEnd: !run.Policy.Background
        );
        return default;
    }

    /// <summary>The model does not wait for this call any more.</summary>
    private static void LetGo(ToolRun run)
    {
        run.IsLate = true;
        run.Step.Context.SetToolResult(new FunctionResultContent(run.Call.CallId, ToolInvoker.RunningResult));
    }

    private async ValueTask EndAsync((ToolRun Run, ToolCallEnd End) ended)
    {
        var (run, end) = ended;
        if (!_runs.Remove(run))
        {
            return;
        }

        await TakeResultAsync(run, end).ConfigureAwait(false);
        foreach (var twin in _runs.Where(other => other.Twin == run).ToArray())
        {
            _runs.Remove(twin);
            await TakeResultAsync(twin, end with { Call = twin.Call }).ConfigureAwait(false);
        }
    }

    private async ValueTask TakeResultAsync(ToolRun run, ToolCallEnd end)
    {
        await TellEndAsync(run, end).ConfigureAwait(false);
        if (run.Handle?.EndReason is { } reason)
        {
            await PushAsync(new EndSessionFrame(reason)).ConfigureAwait(false);
        }

        if (run.IsLate)
        {
            _late.Add($"The call {run.Call.CallId} of the tool {run.Call.Name} has ended: {end.Result}");
            TellLateResults();
        }
        else
        {
            run.Step.Context.SetToolResult(end.Content);
            GoOn(run.Step);
        }
    }

    private ValueTask TellEndAsync(ToolRun run, ToolCallEnd end)
    {
        _clientCalls.Forget([run.Call]);
        LlmTelemetry.CountTool(run.Call.Name, end.Outcome);
        return BroadcastAsync(
            new ToolCallEndedFrame(run.Call.CallId, run.Call.Name, end.Outcome, end.Result)
            {
                RunByClient = run.IsRunByClient,
            }
        );
    }

    /// <summary>Asks the model again when it has all results it waits for.</summary>
    private void GoOn(LlmStep step)
    {
        if (_step == step && !_runs.Exists(run => run.Step == step && !run.IsLate))
        {
            Respond(step.Context, step.Number + 1);
        }
    }

    private void TellLateResults()
    {
        if (_late.Count > 0 && _step is null && _floor.IsFree)
        {
            Respond(_context!, number: 1);
        }
    }

    private async ValueTask FailAsync(Exception exception)
    {
        _step = null;
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
}
