using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Turns;

/// <summary>
/// Carries out what the <see cref="UserTurnReducer"/> decides: tells when user turns begin and end, interrupts the bot, and pushes each
/// whole turn downstream as a <see cref="UserTurnFrame"/>.
/// </summary>
/// <param name="options">Times and modes.</param>
/// <param name="turnModel">Judges whether a turn is complete; without one the text and the silence decide.</param>
public sealed class UserTurnProcessor(UserTurnOptions? options = null, ITurnModel? turnModel = null) : FrameProcessor
{
    private readonly UserTurnOptions _options = options ?? new UserTurnOptions();
    private readonly UserTurnReducer _reducer = new(options ?? new UserTurnOptions(), turnModel is not null);
    private readonly TurnGate _gate = new(options ?? new UserTurnOptions());
    private UserTurnState _state = UserTurnState.Initial;
    private bool _isMuted;
    private ProcessorTimer? _timer;
    private TurnJudge? _judge;
    private ProcessorWork? _asking;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (turnModel is not null)
        {
            _judge = new TurnJudge(turnModel, frame.Input, _options.TurnModelDeadline);
        }

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

        if (frame is InputAudioFrame audio)
        {
            _judge?.Hear(audio.Audio.Span);
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
            SttStartOfTurnFrame => new UserTurnEvent.ProviderStartOfTurn(Elapsed),
            SttEndOfTurnFrame => new UserTurnEvent.ProviderEndOfTurn(Elapsed),
            BotStartedSpeakingFrame => new UserTurnEvent.BotStarted(Elapsed),
            BotInterruptibilityFrame bot => new UserTurnEvent.BotInterruptibility(Elapsed, bot.IsInterruptible),
            BotStoppedSpeakingFrame => new UserTurnEvent.BotStopped(Elapsed),
            BotReplyEndedFrame => new UserTurnEvent.ReplyEndedSilently(Elapsed),
            ToolCallStartedFrame => new UserTurnEvent.ToolStarted(Elapsed),
            ToolCallEndedFrame => new UserTurnEvent.ToolEnded(Elapsed),
            _ => null,
        };

    private async ValueTask ReduceAsync(UserTurnEvent turnEvent)
    {
        var (state, effects) = _reducer.Reduce(_state, turnEvent);
        if (_state.Phase == UserTurnPhase.None && state.Phase != UserTurnPhase.None)
        {
            _judge?.Begin();
        }

        var due = _state.Due;
        _state = state;
        foreach (var effect in effects)
        {
            await CarryOutAsync(effect).ConfigureAwait(false);
        }

        if (_gate.IsMuted(state) != _isMuted)
        {
            _isMuted = !_isMuted;
            await PushAsync(new UserMuteFrame(_isMuted)).ConfigureAwait(false);
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
            case UserTurnEffect.PauseBot:
                await PushAsync(new PauseOutputFrame(_options.Onset == InterruptionOnset.Duck)).ConfigureAwait(false);
                break;
            case UserTurnEffect.ResumeBot:
                await PushAsync(new ResumeOutputFrame()).ConfigureAwait(false);
                break;
            case UserTurnEffect.Interrupt:
                Interrupt();
                break;
            case UserTurnEffect.JudgeTurn question:
                _asking?.Cancel();
                var turn = _judge!.Turn(question.Text);
                _asking = StartWork("turn model", work => JudgeAsync(question.Question, turn, work), holdsEnd: false);
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

    /// <summary>Off the pump: asks the turn model. A model that fails leaves the decision to the text.</summary>
    private async Task JudgeAsync(int question, SpokenTurn turn, ProcessorWork work)
    {
        double? complete = null;
        try
        {
            complete = await _judge!.AskAsync(turn, Time, work.Token).ConfigureAwait(false);
        }
        finally
        {
            await work.PostAsync(
                    (question, complete),
                    answer => ReduceAsync(new UserTurnEvent.TurnJudged(Elapsed, answer.question, answer.complete))
                )
                .ConfigureAwait(false);
        }
    }
}
