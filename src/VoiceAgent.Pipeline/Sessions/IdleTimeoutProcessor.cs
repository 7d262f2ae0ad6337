using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Transports;

namespace VoiceAgent.Sessions;

/// <summary>
/// Speaks to a user who has gone silent, each time more pressing; at last it says goodbye and ends the session: a forgotten page, a dead
/// line.
/// </summary>
/// <remarks>
/// The bot's own words are no sign of life, they only put the next step off. A prompt is never said while somebody speaks or an answer is
/// on its way.
/// </remarks>
public sealed class IdleTimeoutProcessor : FrameProcessor
{
    private readonly TimeSpan _timeout;
    private readonly IReadOnlyList<IdlePrompt> _prompts;
    private readonly string? _goodbye;
    private ProcessorTimer? _timer;
    private int _next;
    private bool _isBotSpeaking;
    private bool _isUserSpeaking;
    private bool _isAnswerDue;
    private bool _isAway;

    /// <summary>Makes a processor.</summary>
    /// <param name="timeout">Silence after the last prompt that ends the session.</param>
    /// <param name="prompts">What is said before, in order; none unless given.</param>
    /// <param name="goodbye">Said before the end, and heard to its end; nothing unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prompt comes after no time.</exception>
    /// <exception cref="ArgumentException">A prompt is blank.</exception>
    public IdleTimeoutProcessor(TimeSpan timeout, IReadOnlyList<IdlePrompt>? prompts = null, string? goodbye = null)
    {
        _timeout = timeout;
        _prompts = prompts ?? [];
        _goodbye = goodbye;
        foreach (var prompt in _prompts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(prompt.After, TimeSpan.Zero, nameof(prompts));
            ArgumentException.ThrowIfNullOrWhiteSpace(prompt.Text, nameof(prompts));
        }
    }

    private TimeSpan Patience => _next < _prompts.Count ? _prompts[_next].After : _timeout;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _timer = CreateTimer(OnSilenceAsync);
        _timer.Set(Patience);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case UserTurnFrame:
                _isAnswerDue = true;
                OnSignOfLife();
                break;
            case UserStartedSpeakingFrame:
                _isUserSpeaking = true;
                OnSignOfLife();
                break;
            case UserStoppedSpeakingFrame:
                _isUserSpeaking = false;
                OnSignOfLife();
                break;
            case BotStartedSpeakingFrame:
                _isBotSpeaking = true;
                Wait();
                break;
            case BotStoppedSpeakingFrame:
                _isBotSpeaking = false;
                Wait();
                break;
            case BotReplyEndedFrame:
                _isAnswerDue = false;
                break;
            case ClientLostFrame:
                // Nobody is there to be asked; how long that may last is not ours to say.
                _isAway = true;
                _timer!.Clear();
                break;
            case ClientResumedFrame:
                _isAway = false;
                OnSignOfLife();
                break;
            default:
                break;
        }

        return PushAsync(frame, direction);
    }

    private void OnSignOfLife()
    {
        _next = 0;
        Wait();
    }

    private void Wait()
    {
        if (!_isAway)
        {
            _timer!.Set(Patience);
        }
    }

    private async ValueTask OnSilenceAsync()
    {
        if (_next < _prompts.Count)
        {
            if (!_isUserSpeaking && !_isBotSpeaking && !_isAnswerDue)
            {
                await PushAsync(new TtsSpeakFrame(_prompts[_next++].Text)).ConfigureAwait(false);
            }

            // An answer that never came must not silence the prompts for ever.
            _isAnswerDue = false;
            Wait();
            return;
        }

        if (!string.IsNullOrWhiteSpace(_goodbye))
        {
            await PushAsync(new TtsSpeakFrame(_goodbye) { IsInterruptible = false }).ConfigureAwait(false);
        }

        await PushAsync(new EndSessionFrame("idle")).ConfigureAwait(false);
    }
}
