using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>
/// Keeps the conversation's context true: adds each user turn and asks the model to answer it; writes down what the user heard of each
/// response when the heard-text ledger tells. Stands before the <see cref="LlmProcessor"/>.
/// </summary>
public sealed class ContextAggregator(ConversationContext context) : FrameProcessor
{
    /// <summary>The conversation.</summary>
    public ConversationContext Context { get; } = context;

    /// <inheritdoc />
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case UserTurnFrame turn:
                Context.AddUserTurn(turn.Text, turn.Rejected, spoken: !turn.Typed);
                await PushAsync(frame, direction).ConfigureAwait(false);
                await PushAsync(new LlmContextFrame(Context)).ConfigureAwait(false);
                return;
            case ContextAppendFrame append:
                await AppendAsync(append).ConfigureAwait(false);
                return;
            case UseModelFrame use:
                Context.SetInstructions(use.Instructions);
                break;
            case LlmRunFrame:
                await PushAsync(new LlmContextFrame(Context)).ConfigureAwait(false);
                return;
            case BotHeardFrame { AddToContext: true } heard:
                Context.SetHeard(heard.Response, heard.Text, heard.IsFinal, heard.Interrupted);
                break;
            default:
                break;
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
    }

    private ValueTask AppendAsync(ContextAppendFrame append)
    {
        Context.Add(new ChatMessage(new ChatRole(append.Role), append.Text));
        if (!append.RunsModel)
        {
            return default;
        }

        Interrupt();
        return PushAsync(new LlmContextFrame(Context));
    }

    /// <inheritdoc />
    protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Context.CutOff(frame.CancelledThrough);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnCancelAsync(CancelFrame frame)
    {
        // The client is gone, or the session failed: what was not heard by now never will be.
        Context.CutOff(Responses.Latest);
        return default;
    }
}
