using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Transports;

/// <summary>
/// Last processor of a session: plays the bot's audio to the client on an absolute schedule, sends everything else as messages, tells
/// when the bot starts and stops speaking, and keeps the heard-text ledger.
/// </summary>
/// <remarks>
/// Marks that belong to audio (an utterance's begin and end, word times, a response's end) wait behind the audio they are about; all other
/// frames go to the client at once. On an interruption everything of the cancelled responses is skipped, the client is told to drop what
/// it holds, and what was heard by then is told upstream. A pause has the client drop what it holds, too; what it had not played is sent
/// again when the bot goes on, and so is what a client had not played whose connection broke. An <see cref="EndFrame"/> passes when the
/// last audio was played.
/// </remarks>
public sealed class MediaOutputProcessor : FrameProcessor
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly IMediaConnection _connection;
    private readonly MediaOutputOptions _options;
    private readonly OutputConverter _converter;
    private readonly Playback _playback;
    private readonly HeardTracker _heard;
    private readonly VoiceLevel _level = new();
    private readonly SessionStateTracker _states = new();
    private PlaybackTimer? _timer;
    private ProcessorTimer? _cutOff;
    private ResponseId _protected;
    private bool _isPaused;
    private bool _isSpeaking;
    private bool _hasOverflowed;
    private TimeSpan _cutUntil = TimeSpan.MinValue;
    private TimeSpan _progressAt;

    /// <summary>Makes the output of one connection, which it does not dispose.</summary>
    public MediaOutputProcessor(IMediaConnection connection, MediaOutputOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _options = options ?? new MediaOutputOptions();
        _converter = new OutputConverter(connection.Info.Output);
        _playback = new Playback(connection.Info, _options);
        _heard = new HeardTracker(connection.Info.Output);
    }

    /// <inheritdoc />
    protected override bool IsBusy =>
        !_playback.IsEmpty
        || _playback.StopKnownAt is not null
        || _heard.HasOpenEnds
        || _playback.PlayedAt(Elapsed) < _heard.LastSpeech;

    /// <summary>When what was cut off is settled without the client's word.</summary>
    private TimeSpan CutDue => _cutUntil == TimeSpan.MinValue || _playback.IsAway ? TimeSpan.MaxValue : _cutUntil;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        _cutOff?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _timer = new PlaybackTimer(CreateTimer(PlayAsync));
        _cutOff = CreateTimer(() => TellStateAsync(_states.Settle()));
        return default;
    }

    /// <inheritdoc />
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case AudioFrame audio and (TtsAudioFrame or OutputAudioFrame):
                await EnqueueAsync(audio).ConfigureAwait(false);
                return;
            case TtsStartedFrame or TtsTextFrame or TtsWordsFrame or TtsStoppedFrame or TtsResponseEndFrame:
                // Clients that show what is being made learn it now, not when it is played.
                await _connection.WriteMessageAsync(frame, Stopping).ConfigureAwait(false);
                _playback.Add(frame);
                _heard.Queued(frame, default);
                await PlayAsync().ConfigureAwait(false);
                return;
            case PlayedFrame played:
                _playback.Report(played.Samples);
                await OnReportAsync().ConfigureAwait(false);
                return;
            case PauseOutputFrame pause:
                await PauseAsync(pause).ConfigureAwait(false);
                return;
            case ResumeOutputFrame:
                VoiceAgentTelemetry.FalseInterruptionCount.Add(_isSpeaking ? 1 : 0);
                _isPaused = false;
                _level.Target = VoiceLevel.Full;
                await PlayAsync().ConfigureAwait(false);
                return;
            case ClientLostFrame:
                _playback.Lose();
                break;
            case ClientResumedFrame resumed:
                await ReturnAsync(resumed).ConfigureAwait(false);
                break;
            case StartFrame or InputAudioFrame:
                break;
            default:
                await TellAsync(frame).ConfigureAwait(false);
                break;
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var now = Elapsed;
        await _connection.WriteMessageAsync(frame, Stopping).ConfigureAwait(false);
        var dropped = _playback.Cut(now, frame.CancelledThrough);
        if (dropped is { } through && _playback.StopKnownAt is null)
        {
            await _connection.ClearAsync(through, Stopping).ConfigureAwait(false);
        }
        else if (dropped is { } last)
        {
            // Some of what it holds comes again.
            await _connection.PauseAsync(last, Stopping).ConfigureAwait(false);
        }

        if (!_protected.HasValue)
        {
            // The resampler holds a few milliseconds of what must not be heard any more.
            _converter.Reset();
        }

        // A client that cannot clear plays all it was sent.
        var playsAll = dropped is not null && !_connection.Info.CanClear;
        _heard.Played(playsAll ? _heard.LastSpeech : _playback.PlayedAt(now));
        _heard.Cut(frame.CancelledThrough, dropped is not null);
        await SettleCutsAsync(now, isStopKnown: dropped is null && !_playback.HasUnplayed(now)).ConfigureAwait(false);
        if (!_heard.IsInResponse)
        {
            await StopSpeakingAsync(interrupted: true).ConfigureAwait(false);
        }

        await PlayAsync().ConfigureAwait(false);
        if (Responses.Latest <= frame.CancelledThrough)
        {
            // As a rule a turn follows at once; where none does, the client must not wait for a reply.
            _states.CutOff();
            _cutOff!.Set(Moment);
        }
    }

    /// <summary>Tells how much was heard of what was cut off: at once if that is known, else when the client had time to say it.</summary>
    private async ValueTask SettleCutsAsync(TimeSpan now, bool isStopKnown)
    {
        isStopKnown &= _cutUntil == TimeSpan.MinValue;
        if (isStopKnown || !_connection.Info.ReportsPlayout || !_heard.HasCuts)
        {
            await TellHeardAsync(_heard.TakeCuts()).ConfigureAwait(false);
            return;
        }

        // Until then the best guess counts.
        _cutUntil = _playback.StopKnownAt ?? now + _options.CutGrace;
        await TellHeardAsync(_heard.TakeProgress()).ConfigureAwait(false);
    }

    private async ValueTask PauseAsync(PauseOutputFrame pause)
    {
        if (pause.Duck)
        {
            _level.Target = VoiceLevel.Ducked;
            return;
        }

        _isPaused = true;
        if (_playback.Stop(Elapsed) is { } through)
        {
            await _connection.PauseAsync(through, Stopping).ConfigureAwait(false);
        }

        await TellStateAsync(pause).ConfigureAwait(false);
        await PlayAsync().ConfigureAwait(false);
    }

    private async ValueTask ReturnAsync(ClientResumedFrame resumed)
    {
        // The connection tells the client first; then what it has lost may follow.
        await _connection.WriteMessageAsync(resumed, Stopping).ConfigureAwait(false);
        var now = Elapsed;
        var stopped = _playback.Return(now, resumed.Position);
        _heard.PlayedUntilCut(stopped);
        _heard.TakeBack(stopped);
        _cutUntil = _heard.HasCuts ? now : TimeSpan.MinValue;
        await PlayAsync().ConfigureAwait(false);
    }

    private ValueTask EnqueueAsync(AudioFrame audio)
    {
        if (_connection.Info.Output.SamplesToTime(_playback.Waiting) >= _options.MaxQueued)
        {
            if (_hasOverflowed)
            {
                return default;
            }

            _hasOverflowed = true;
            return PushErrorAsync(
                new ErrorFrame(
                    ErrorCodes.Overflow,
                    $"More than {_options.MaxQueued} of audio waits to be played; the rest is dropped."
                )
            );
        }

        _hasOverflowed = false;
        var pcm = _converter.Convert(audio);
        var isBehind = !_playback.IsEmpty;
        _playback.Add(audio, pcm);
        _heard.Queued(audio, pcm.Span);
        // What waits before it is not due yet, so neither is this, and the timer is set.
        return isBehind ? default : PlayAsync();
    }

    /// <summary>Sends what is due, works off the marks that have come to the front, and sets the time for the next look.</summary>
    private async ValueTask PlayAsync()
    {
        var now = Elapsed;
        if (_playback.Rewind(now) is { } stopped)
        {
            _heard.Played(stopped);
            _heard.TakeBack(stopped);
        }

        var next = _playback.HeldUntil;
        while (!_isPaused && !_playback.IsHeld && _playback.TryPeek(out var item))
        {
            if (Responses.IsDoomed(item.Frame.ResponseId))
            {
                _playback.Skip();
            }
            else if (!item.IsAudio)
            {
                await TakeMarkAsync(item).ConfigureAwait(false);
            }
            else if (_playback.TryTake(now, ref item, out var position, out next))
            {
                await SendAsync(item, position).ConfigureAwait(false);
            }
            else
            {
                break;
            }
        }

        await SettleAsync(now, next).ConfigureAwait(false);
    }

    private async ValueTask TakeMarkAsync(PlaybackItem mark)
    {
        _playback.TakeMark(in mark);
        _heard.Mark(mark.Frame);
        if (mark.Frame is TtsResponseEndFrame end)
        {
            await _connection.WriteMessageAsync(new ResponseSentFrame(end.ResponseId), Stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(PlaybackItem item, long position)
    {
        var response = item.Frame.ResponseId;
        if (response > _protected && Responses.IsProtected(response))
        {
            _protected = response;
            await TellAllAsync(new BotInterruptibilityFrame(IsInterruptible: false)).ConfigureAwait(false);
        }

        _heard.Sent(item.Frame, item.Pcm.Length / _connection.Info.Output.BytesPerSample, position);
        await _connection
            .WriteAudioAsync(new MediaOutput(response, _level.Apply(item.Pcm), position), Stopping)
            .ConfigureAwait(false);
        if (!_isSpeaking)
        {
            _isSpeaking = true;
            await TellAllAsync(new BotStartedSpeakingFrame { Position = position }).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what was heard by now, and whether that was all.</summary>
    private async ValueTask SettleAsync(TimeSpan now, TimeSpan next)
    {
        var played = _playback.PlayedAt(now);
        _heard.Played(played);
        if (now >= CutDue)
        {
            _cutUntil = TimeSpan.MinValue;
            await TellHeardAsync(_heard.TakeCuts()).ConfigureAwait(false);
        }

        if (now >= _progressAt)
        {
            _progressAt = now + _options.ProgressInterval;
            await TellHeardAsync(_heard.TakeProgress()).ConfigureAwait(false);
        }

        while (_heard.TryTakeEnd(played, out var end))
        {
            await CompleteAsync(end).ConfigureAwait(false);
        }

        if (_isSpeaking && _playback.IsEmpty && !_heard.IsInResponse && played >= _heard.LastSpeech)
        {
            await StopSpeakingAsync(interrupted: false).ConfigureAwait(false);
        }

        next = Min(next, CutDue);
        _timer!.Set(now, Min(next, _playback.LookAt(now, _heard.LastSpeech, _options.ProgressInterval)));
    }

    private async ValueTask CompleteAsync(TtsResponseEndFrame end)
    {
        await TellHeardAsync(_heard.TakeFinal(end.ResponseId)).ConfigureAwait(false);
        Responses.Complete(end.ResponseId);
        if (_protected.HasValue && end.ResponseId >= _protected)
        {
            _protected = ResponseId.None;
            await TellAllAsync(new BotInterruptibilityFrame(IsInterruptible: true)).ConfigureAwait(false);
        }

        if (!end.HasMore)
        {
            await TellAllAsync(new BotReplyEndedFrame()).ConfigureAwait(false);
        }
    }

    /// <summary>The client said how far it has played.</summary>
    private async ValueTask OnReportAsync()
    {
        if (_cutUntil != TimeSpan.MinValue)
        {
            _heard.PlayedUntilCut(_playback.PlayedAt(Elapsed));
        }

        await PlayAsync().ConfigureAwait(false);
    }

    private async ValueTask StopSpeakingAsync(bool interrupted)
    {
        if (_isSpeaking)
        {
            _isSpeaking = false;
            VoiceAgentTelemetry.InterruptionCount.Add(interrupted ? 1 : 0);
            await TellAllAsync(new BotStoppedSpeakingFrame(interrupted)).ConfigureAwait(false);
        }
    }

    private async ValueTask TellHeardAsync(IReadOnlyList<BotHeardFrame> heard)
    {
        foreach (var frame in heard)
        {
            await TellAllAsync(frame).ConfigureAwait(false);
        }
    }

    /// <summary>A fact of ours: for the client and for the processors before us.</summary>
    private async ValueTask TellAllAsync(Frame fact)
    {
        await TellAsync(fact).ConfigureAwait(false);
        await BroadcastAsync(fact).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(Frame message)
    {
        await _connection.WriteMessageAsync(message, Stopping).ConfigureAwait(false);
        await TellStateAsync(message).ConfigureAwait(false);
    }

    private ValueTask TellStateAsync(Frame fact) => TellStateAsync(_states.On(fact));

    private ValueTask TellStateAsync(SessionState? changed) =>
        changed is { } state ? _connection.WriteMessageAsync(new SessionStateFrame(state), Stopping) : default;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
