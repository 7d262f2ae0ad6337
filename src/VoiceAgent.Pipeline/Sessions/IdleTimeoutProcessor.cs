using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Sessions;

/// <summary>Ends a session in which nobody has said anything for a while: a forgotten page, a dead line.</summary>
public sealed class IdleTimeoutProcessor(TimeSpan timeout) : FrameProcessor
{
    private ProcessorTimer? _timer;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _timer = CreateTimer(() => PushAsync(new EndSessionFrame("idle")));
        _timer.Set(timeout);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (
            frame
            is UserTurnFrame
                or UserStartedSpeakingFrame
                or UserStoppedSpeakingFrame
                or BotStartedSpeakingFrame
                or BotStoppedSpeakingFrame
        )
        {
            _timer!.Set(timeout);
        }

        return PushAsync(frame, direction);
    }
}
