using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Transports;

/// <summary>
/// Last processor of a session: plays the bot's audio to the client on an absolute schedule, sends everything else as messages, tells
/// when the bot starts and stops speaking, and keeps the heard-text ledger.
/// </summary>
/// <remarks>
/// Marks that belong to audio (an utterance's begin and end, word times, a response's end) wait behind the audio they are about; all other
/// frames go to the client at once. On an interruption everything of the cancelled responses is skipped, the client is told to drop what
/// it holds, and what was heard by then is told upstream. An <see cref="EndFrame"/> passes when the last audio was played.
/// </remarks>
public sealed class MediaOutputProcessor : FrameProcessor
{
    private readonly IMediaConnection _connection;
    private readonly MediaOutputOptions _options;
    private readonly AudioFormat _format;
    private readonly int _chunk;
    private readonly int _burst;
    private readonly PlaybackQueue _queue;
    private readonly PlaybackClock _clock;
    private readonly HeardTracker _heard;
    private readonly SessionStateTracker _states = new();
    private readonly Dictionary<AudioFormat, AudioConverter> _converters = [];
    private ProcessorTimer? _timer;
    private bool _isSpeaking;
    private bool _hasOverflowed;
    private TimeSpan _cutUntil = TimeSpan.MinValue;
    private TimeSpan _progressAt;
    private TimeSpan _timerDue;

    /// <summary>Makes the output of one connection, which it does not dispose.</summary>
    public MediaOutputProcessor(IMediaConnection connection, MediaOutputOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _options = options ?? new MediaOutputOptions();
        _format = connection.Info.Output;
        _chunk = (int)_format.TimeToSamples(_options.Chunk);
        _heard = new HeardTracker(_format);
        // Two pieces at a time halve the wake-ups; never more than half of what the client holds.
        _burst = Math.Max(_chunk, (int)Math.Min(2 * _chunk, _format.TimeToSamples(connection.Info.Lead) / 2));
        _queue = new PlaybackQueue(_format);
        _clock = new PlaybackClock(connection.Info, _options.ReportGrace);
    }

    /// <inheritdoc />
    protected override bool IsBusy =>
        _queue.Count > 0 || _heard.HasOpenEnds || _clock.PlayedAt(Elapsed) < _heard.LastSpeech;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _timer = CreateTimer(PlayAsync);
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
            case TtsStartedFrame or TtsWordsFrame or TtsStoppedFrame or TtsResponseEndFrame:
                // Clients that show what is being made learn it now, not when it is played.
                await _connection.WriteMessageAsync(frame, Stopping).ConfigureAwait(false);
                _queue.Add(frame);
                _heard.Queued(frame, default);
                await PlayAsync().ConfigureAwait(false);
                return;
            case PlayedFrame played:
                _clock.Report(played.Samples);
                await OnReportAsync().ConfigureAwait(false);
                return;
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
        while (_queue.TryPeek(out var item) && item.Frame.ResponseId.IsStale(frame.CancelledThrough))
        {
            _queue.Skip();
        }

        await _connection.WriteMessageAsync(frame, Stopping).ConfigureAwait(false);
        var wasHeard = _clock.PlayedAt(now);
        if (wasHeard < _heard.LastSpeech)
        {
            await _connection.ClearAsync(frame.CancelledThrough, Stopping).ConfigureAwait(false);
            if (_connection.Info.CanClear)
            {
                _clock.Clear(now);
            }
            else
            {
                // It plays all it was sent, and what comes next only behind that.
                wasHeard = _clock.Sent;
            }
        }

        // The resampler holds a few milliseconds of what must not be heard any more.
        _converters.Clear();
        _heard.Played(wasHeard);
        _heard.Cut(frame.CancelledThrough);
        if (_connection.Info.ReportsPlayout && _heard.HasCuts)
        {
            // The client is about to say where it stopped; until then the best guess counts.
            _cutUntil = now + _options.CutGrace;
            await TellHeardAsync(_heard.TakeProgress()).ConfigureAwait(false);
        }
        else
        {
            await TellHeardAsync(_heard.TakeCuts()).ConfigureAwait(false);
        }

        await StopSpeakingAsync(interrupted: true).ConfigureAwait(false);
        await PlayAsync().ConfigureAwait(false);
    }

    private ValueTask EnqueueAsync(AudioFrame audio)
    {
        if (_format.SamplesToTime(_queue.Samples) >= _options.MaxQueued)
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
        if (!_converters.TryGetValue(audio.Format, out var converter))
        {
            converter = new AudioConverter(audio.Format, _format);
            _converters.Add(audio.Format, converter);
        }

        var pcm = converter.Convert(audio.Audio);
        _queue.Add(audio, pcm);
        _heard.Queued(audio, pcm.Span);
        return PlayAsync();
    }

    /// <summary>Sends what is due, works off the marks that have come to the front, and sets the time for the next look.</summary>
    private async ValueTask PlayAsync()
    {
        var now = Elapsed;
        var next = TimeSpan.MaxValue;
        while (_queue.TryPeek(out var item))
        {
            if (Responses.IsStale(item.Frame.ResponseId))
            {
                _queue.Skip();
                continue;
            }

            if (!item.IsAudio)
            {
                _queue.Skip();
                _heard.Mark(item.Frame);
                if (item.Frame is TtsResponseEndFrame end)
                {
                    await _connection
                        .WriteMessageAsync(new ResponseSentFrame(end.ResponseId), Stopping)
                        .ConfigureAwait(false);
                }

                continue;
            }

            var samples = Math.Min(_chunk, item.Pcm.Length / _format.BytesPerSample);
            if (_clock.AvailableAt(now) < samples)
            {
                next = _clock.DueAt((int)Math.Min(_burst, _queue.Samples));
                break;
            }

            _queue.TakeAudio(samples);
            await SendAsync(item, samples, now).ConfigureAwait(false);
        }

        await SettleAsync(now, next).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(PlaybackItem item, int samples, TimeSpan now)
    {
        var position = _clock.Sent;
        var pcm = item.Pcm[..(samples * _format.BytesPerSample)];
        _clock.Send(now, samples);
        _heard.Sent(item.Frame, samples, position);
        await _connection
            .WriteAudioAsync(new MediaOutput(item.Frame.ResponseId, pcm, position), Stopping)
            .ConfigureAwait(false);
        if (!_isSpeaking)
        {
            _isSpeaking = true;
            await TellAllAsync(new BotStartedSpeakingFrame()).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what was heard by now, and whether that was all.</summary>
    private async ValueTask SettleAsync(TimeSpan now, TimeSpan next)
    {
        var played = _clock.PlayedAt(now);
        _heard.Played(played);
        if (_cutUntil != TimeSpan.MinValue && now >= _cutUntil)
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
            await TellHeardAsync(_heard.TakeFinal(end.ResponseId)).ConfigureAwait(false);
            Responses.Complete(end.ResponseId);
            if (!end.HasMore)
            {
                await TellAllAsync(new BotReplyEndedFrame()).ConfigureAwait(false);
            }
        }

        if (_isSpeaking && _queue.Count == 0 && !_heard.IsInResponse && played >= _heard.LastSpeech)
        {
            await StopSpeakingAsync(interrupted: false).ConfigureAwait(false);
        }

        SetTimer(now, next, played);
    }

    private void SetTimer(TimeSpan now, TimeSpan next, long played)
    {
        if (played < _heard.LastSpeech)
        {
            var look = Min(_clock.DrainedBy(now), now + _options.ProgressInterval);
            next = Min(next, look);
        }

        if (_cutUntil != TimeSpan.MinValue)
        {
            next = Min(next, _cutUntil);
        }

        if (next == TimeSpan.MaxValue)
        {
            _timer!.Clear();
        }
        else if (next != _timerDue || !_timer!.IsSet)
        {
            _timer!.Set(next - now);
        }

        _timerDue = next;
    }

    /// <summary>The client said how far it has played.</summary>
    private async ValueTask OnReportAsync()
    {
        if (_cutUntil != TimeSpan.MinValue)
        {
            _heard.PlayedUntilCut(_clock.PlayedAt(Elapsed));
        }

        await PlayAsync().ConfigureAwait(false);
    }

    private async ValueTask StopSpeakingAsync(bool interrupted)
    {
        if (_isSpeaking)
        {
            _isSpeaking = false;
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
        if (_states.On(message) is { } state)
        {
            await _connection.WriteMessageAsync(new SessionStateFrame(state), Stopping).ConfigureAwait(false);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
