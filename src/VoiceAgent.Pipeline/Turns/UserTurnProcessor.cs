using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Turns;

/// <summary>
/// Carries out what the <see cref="UserTurnReducer"/> decides: tells when user turns begin and end, interrupts the bot, and pushes each
/// whole turn downstream as a <see cref="UserTurnFrame"/>.
/// </summary>
public sealed class UserTurnProcessor(UserTurnOptions? options = null) : FrameProcessor
{
    private readonly UserTurnReducer _reducer = new(options ?? new UserTurnOptions());
    private UserTurnState _state = UserTurnState.Initial;
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
        _timer = CreateTimer(() => ReduceAsync(new UserTurnEvent.TimeElapsed(Elapsed)));
        return default;
    }

    /// <inheritdoc />
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is InputTextFrame typed)
        {
            if (typed.ReplyInText)
            {
                await PushAsync(new TextReplyFrame()).ConfigureAwait(false);
            }

            await ReduceAsync(new UserTurnEvent.TextTyped(Elapsed, typed.Text)).ConfigureAwait(false);
            return;
        }

        if (frame is EndFrame)
        {
            await ReduceAsync(new UserTurnEvent.SessionEnded(Elapsed)).ConfigureAwait(false);
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
        if (ToEvent(frame) is { } turnEvent)
        {
            await ReduceAsync(turnEvent).ConfigureAwait(false);
        }
    }

    private UserTurnEvent? ToEvent(Frame frame) =>
        frame switch
        {
            VadUserStartedSpeakingFrame => new UserTurnEvent.SpeechStarted(Elapsed),
            VadUserStoppedSpeakingFrame => new UserTurnEvent.SpeechStopped(Elapsed),
            InterimTranscriptionFrame interim => new UserTurnEvent.InterimTranscript(Elapsed, interim.Text),
            TranscriptionFrame final => new UserTurnEvent.FinalTranscript(Elapsed, final.Text)
            {
                Rejected = final.Rejected,
            },
            SttEndOfTurnFrame => new UserTurnEvent.ProviderEndOfTurn(Elapsed),
            BotStartedSpeakingFrame => new UserTurnEvent.BotStarted(Elapsed),
            BotStoppedSpeakingFrame => new UserTurnEvent.BotStopped(Elapsed),
            BotReplyEndedFrame => new UserTurnEvent.ReplyEndedSilently(Elapsed),
            _ => null,
        };

    private async ValueTask ReduceAsync(UserTurnEvent turnEvent)
    {
        var (state, effects) = _reducer.Reduce(_state, turnEvent);
        var due = _state.Due;
        _state = state;
        foreach (var effect in effects)
        {
            await CarryOutAsync(effect).ConfigureAwait(false);
        }

        if (state.Due is not { } next)
        {
            _timer!.Clear();
        }
        else if (next != due || !_timer!.IsSet)
        {
            _timer!.Set(next - Elapsed);
        }
    }

    private async ValueTask CarryOutAsync(UserTurnEffect effect)
    {
        switch (effect)
        {
            case UserTurnEffect.StartTurn:
                await BroadcastAsync(new UserStartedSpeakingFrame()).ConfigureAwait(false);
                break;
            case UserTurnEffect.Interrupt:
                Interrupt();
                break;
            case UserTurnEffect.CommitTurn commit:
                if (!commit.Typed)
                {
                    await BroadcastAsync(new UserStoppedSpeakingFrame()).ConfigureAwait(false);
                }

                await PushAsync(new UserTurnFrame(commit.Text) { Rejected = commit.Rejected, Typed = commit.Typed })
                    .ConfigureAwait(false);
                break;
            case UserTurnEffect.DropTurn drop:
                if (drop.WasStarted)
                {
                    await BroadcastAsync(new UserStoppedSpeakingFrame()).ConfigureAwait(false);
                }

                await PushAsync(new UserTurnDroppedFrame(drop.Reason)).ConfigureAwait(false);
                break;
            case UserTurnEffect.AnswerAgain:
                await PushAsync(new LlmRunFrame()).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }
}
