using System.Diagnostics;
using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>
/// Something a processor runs off the pump: a model's stream, a synthesis, a request. What it pushes enters the pipeline at its
/// processor, in order, and waits when the pump is behind.
/// </summary>
public sealed class ProcessorWork : IThreadPoolWorkItem
{
    private static readonly AsyncLocal<ProcessorWork?> s_current = new();

    private readonly FrameProcessor _processor;
    private readonly Func<ProcessorWork, Task> _body;
    private readonly CancellationTokenSource _cancellation;
    private volatile bool _isCancelled;

    internal ProcessorWork(
        FrameProcessor processor,
        string name,
        Func<ProcessorWork, Task> body,
        ResponseId response,
        bool holdsEnd
    )
    {
        _processor = processor;
        _body = body;
        Name = name;
        Response = response;
        HoldsEnd = holdsEnd;
        Number = processor.Numbers.NextWork();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(
            processor.Pump.Scope.Stopping.Token,
            processor.Pump.Scope.Responses.TokenOf(response)
        );
        Token = _cancellation.Token;
    }

    /// <summary>Name for logs.</summary>
    public string Name { get; }

    /// <summary>The response it works for, or none.</summary>
    public ResponseId Response { get; }

    /// <summary>Cancelled when the response is interrupted, the session ends or <see cref="Cancel"/> is called.</summary>
    public CancellationToken Token { get; }

    /// <summary>The work whose body is running here; only known in sessions that are recorded or replayed.</summary>
    internal static ProcessorWork? Current => s_current.Value;

    internal bool HoldsEnd { get; }

    internal FrameProcessor Processor => _processor;

    /// <summary>Its place among the works the processor has started.</summary>
    internal int Number { get; }

    /// <summary>Pushes a frame from the processor, in order with everything else this work pushes. Waits when the pump is behind.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled while it waited.</exception>
    public ValueTask PushAsync(Frame frame, FrameDirection direction = FrameDirection.Downstream)
    {
        if (_processor.Pump.Scope.Responses.IsStale(frame.ResponseId))
        {
            return default;
        }

        var envelope = new Envelope(_processor, EnvelopeKind.Emit, frame, direction, null) { Origin = this };
        return _processor.Pump.PostAsync(envelope, Token);
    }

    /// <summary>
    /// Calls back on the pump, in order with the frames this work pushes; returns when it is queued, not when it has run. Not called
    /// any more when the work was cancelled before its turn came.
    /// </summary>
    /// <exception cref="OperationCanceledException">The work was cancelled while it waited.</exception>
    public ValueTask PostAsync<TState>(TState state, Func<TState, ValueTask> callback) =>
        _processor.Pump.PostAsync(
            new Envelope(
                _processor,
                EnvelopeKind.Call,
                null,
                FrameDirection.Downstream,
                new Callback<TState>(state, callback)
            )
            {
                Origin = this,
            },
            Token
        );

    /// <summary>
    /// Asks the work to stop; its callbacks are left out from this moment on. Safe to call at any time, from any thread, more than once.
    /// </summary>
    public void Cancel()
    {
        _isCancelled = true;
        _processor.Pump.Scope.Executor.Execute(new CancelItem(_cancellation));
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        Exception? failure = null;
        Activity.Current = _processor.Pump.Scope.Activity;
        if (_processor.Pump.Scope.TracksWorks)
        {
            s_current.Value = this;
        }

        try
        {
            await _body(this).ConfigureAwait(false);
        }
        catch (Exception) when (IsCancelled)
        {
            // Interrupted or stopping: what it throws while it is torn down is no news.
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        var ended = new Envelope(
            _processor,
            EnvelopeKind.Call,
            null,
            FrameDirection.Downstream,
            new WorkEnd(this, failure)
        )
        {
            Origin = this,
        };
        var scope = _processor.Pump.Scope;
        try
        {
            await _processor.Pump.PostAsync(ended, scope.Stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The session is over; nobody waits for this work.
        }

        _cancellation.Dispose();
    }

    internal bool IsCancelled =>
        _isCancelled || Token.IsCancellationRequested || _processor.Pump.Scope.Responses.IsStale(Response);

    private sealed class Callback<TState>(TState state, Func<TState, ValueTask> callback) : IPumpCall
    {
        public ValueTask InvokeAsync() => callback(state);
    }
}

/// <summary>The last thing a work sends.</summary>
internal sealed class WorkEnd(ProcessorWork work, Exception? failure) : IPumpCall
{
    public ValueTask InvokeAsync() => work.Processor.WorkEndedAsync(work, failure);
}
