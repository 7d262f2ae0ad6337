using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>One thing for a pump to do.</summary>
/// <param name="Processor">Whom it concerns; null only for commands, which concern all processors of the pump.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Frame">The frame, for all kinds but <see cref="EnvelopeKind.Call"/>.</param>
/// <param name="Direction">Which way the frame goes.</param>
/// <param name="Call">The call, for <see cref="EnvelopeKind.Call"/>.</param>
internal readonly record struct Envelope(
    FrameProcessor? Processor,
    EnvelopeKind Kind,
    Frame? Frame,
    FrameDirection Direction,
    IPumpCall? Call
)
{
    /// <summary>
    /// Who sent it from outside the pump: a work, a timer, another pump; null for what processors of the pump queue themselves and for
    /// what is queued at the head.
    /// </summary>
    public object? Origin { get; init; }

    /// <summary>False when nobody wants it any more: a timer that was set anew, the word of a work that was cancelled.</summary>
    public bool IsWantedAt(TimeSpan now, ResponseTracker responses) =>
        Origin switch
        {
            _ when Call is WorkEnd => true,
            ProcessorTimer timer => timer.IsDueAt(now),
            ProcessorWork work => !work.IsCancelled && (Frame is null || !responses.IsStale(Frame.ResponseId)),
            _ => true,
        };
}

/// <summary>What a pump does with an envelope.</summary>
internal enum EnvelopeKind
{
    /// <summary>Hand the frame to the processor.</summary>
    Deliver,

    /// <summary>Push the frame on from the processor, as if it had done so itself.</summary>
    Emit,

    /// <summary>Make the call on the processor's behalf.</summary>
    Call,

    /// <summary>Tell every processor of the pump about a command.</summary>
    Command,
}

/// <summary>Something to be called on the pump.</summary>
internal interface IPumpCall
{
    /// <summary>Called on the pump.</summary>
    ValueTask InvokeAsync();
}
