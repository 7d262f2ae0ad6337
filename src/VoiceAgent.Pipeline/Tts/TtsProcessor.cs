using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Tts;

/// <summary>
/// Speaks the model's answer sentence by sentence while it still streams. Each sentence is an utterance: its
/// <see cref="TtsStartedFrame"/> comes right before its first audio, its <see cref="TtsStoppedFrame"/> after its last, and a
/// <see cref="TtsResponseEndFrame"/> closes the response.
/// </summary>
public sealed class TtsProcessor : FrameProcessor
{
    private readonly Queue<TtsUtterance> _utterances = new();
    private readonly TextReplies _textReplies = new();
    private readonly SentenceSplitter _splitter;
    private readonly SpeechTextCleaner _cleaner;
    private ITextToSpeech _voice;
    private TtsOptions _options;
    private UseVoiceFrame? _nextVoice;
    private ResponseId _writing;
    private WorkQueue<VoiceCommand>? _commands;
    private ProcessorTimer? _deadline;
    private VoiceLink? _link;
    private ProcessorWork? _reading;

    /// <summary>Makes a processor over a voice, which it does not dispose.</summary>
    public TtsProcessor(ITextToSpeech voice, TtsOptions? options = null)
    {
        (_voice, _options) = (voice, options ?? new TtsOptions());
        _splitter = new SentenceSplitter(_options.Sentences);
        _cleaner = _options.CreateCleaner();
    }

    /// <inheritdoc />
    protected override bool IsBusy => _utterances.Count > 0;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _deadline?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _deadline = CreateTimer(OnDeadlineAsync);
        Open();
        return default;
    }

    /// <inheritdoc />
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case LlmResponseStartFrame { IsSpoken: false }:
                await PushAsync(frame, direction).ConfigureAwait(false);
                Begin(frame.ResponseId);
                break;
            case LlmTextFrame { IsSpoken: false } text:
                await PushAsync(frame, direction).ConfigureAwait(false);
                await SpeakAsync(text.ResponseId, text.Text).ConfigureAwait(false);
                break;
            case LlmResponseEndFrame { IsSpoken: false } end:
                await PushAsync(frame, direction).ConfigureAwait(false);
                await FinishAsync(new TtsResponseEndFrame { ResponseId = end.ResponseId, HasMore = end.HasMore })
                    .ConfigureAwait(false);
                break;
            case UseVoiceFrame use:
                _nextVoice = use;
                ChangeVoice();
                break;
            case TtsSpeakFrame speak:
                await SpeakAllAsync(speak).ConfigureAwait(false);
                break;
            default:
                _textReplies.On(frame);
                await PushAsync(frame, direction).ConfigureAwait(false);
                break;
        }
    }

    /// <inheritdoc />
    protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_writing.IsStale(frame.CancelledThrough))
        {
            Begin(ResponseId.None);
        }

        long cancelled = 0;
        while (_utterances.TryPeek(out var first) && first.Response.IsStale(frame.CancelledThrough))
        {
            cancelled = _utterances.Dequeue().Number;
        }

        // Also when all of it was made already: it waited to be played.
        _link?.Forget();
        if (cancelled > 0)
        {
            _commands!.TryWrite(new VoiceCommand(VoiceCommandKind.Cancel, cancelled, ResponseId.None, ""));
        }

        Watch();
        return default;
    }

    private void Open()
    {
        var link = new VoiceLink(_voice, _options, Time);
        _link = link;
        _commands = StartQueue<VoiceCommand>(
            "tts commands",
            _options.QueueCapacity,
            (command, token) => SendAsync(link, command, token)
        );
        _reading = StartWork("tts", work => link.ReadAsync(work, OnMadeAsync), holdsEnd: false);
    }

    private void Close()
    {
        _reading?.Cancel();
        _commands!.Work!.Cancel();
        _reading = null;
    }

    /// <summary>Takes the next voice when the present one has nothing left to say.</summary>
    private void ChangeVoice()
    {
        if (_nextVoice is not { } next || _utterances.Count > 0)
        {
            return;
        }

        Close();
        (_voice, _options, _nextVoice) = (next.Voice, next.Options, null);
        Open();
    }

    private void Begin(ResponseId response)
    {
        _writing = response;
        _splitter.Reset();
        _cleaner.Reset();
    }

    private async ValueTask SpeakAllAsync(TtsSpeakFrame speak)
    {
        // A text of the application is spoken behind what the model is saying; the model's own splitter is left alone.
        var response = speak.ResponseId.HasValue ? speak.ResponseId : Responses.Begin(speak.IsInterruptible);
        var splitter = new SentenceSplitter(_options.Sentences);
        var cleaner = _options.CreateCleaner();
        await PushAsync(speak with { ResponseId = response }).ConfigureAwait(false);
        foreach (var piece in splitter.Append(speak.Text).Concat(splitter.Flush()))
        {
            await UtterAsync(response, piece, cleaner.Clean(piece), speak.AddToContext).ConfigureAwait(false);
        }

        await EndResponseAsync(new TtsResponseEndFrame { ResponseId = response, HasMore = speak.HasMore })
            .ConfigureAwait(false);
    }

    private async ValueTask SpeakAsync(ResponseId response, string text)
    {
        if (response != _writing)
        {
            Begin(response);
        }

        foreach (var piece in _splitter.Append(text))
        {
            await ReplyAsync(response, piece).ConfigureAwait(false);
        }
    }

    private ValueTask ReplyAsync(ResponseId response, string piece) =>
        _textReplies.IsText
            ? ShowAsync(response, piece)
            : UtterAsync(response, piece, _cleaner.Clean(piece), addToContext: true);

    /// <summary>A piece that is not spoken: it counts as taken in when its place in the conversation has come.</summary>
    private async ValueTask ShowAsync(ResponseId response, string piece)
    {
        var shown = new TtsStartedFrame(Pump.Scope.NextUtterance(), piece) { ResponseId = response, ShownOnly = true };
        await PushAsync(shown).ConfigureAwait(false);
        await PushAsync(new TtsStoppedFrame(shown.Utterance) { ResponseId = response }).ConfigureAwait(false);
    }

    private async ValueTask FinishAsync(TtsResponseEndFrame end)
    {
        if (end.ResponseId == _writing)
        {
            foreach (var piece in _splitter.Flush())
            {
                await ReplyAsync(end.ResponseId, piece).ConfigureAwait(false);
            }

            Begin(ResponseId.None);
        }

        await EndResponseAsync(end).ConfigureAwait(false);
    }

    private async ValueTask UtterAsync(ResponseId response, string source, string spoken, bool addToContext)
    {
        if (spoken.Length == 0)
        {
            return;
        }

        if (_reading is null)
        {
            // The voice failed; what comes now deserves another try.
            Open();
        }

        var number = Pump.Scope.NextUtterance();
        var utterance = new TtsUtterance(number, response, spoken, source, addToContext, Elapsed);
        if (!_commands!.TryWrite(utterance.ToCommand()))
        {
            await PushErrorAsync(
                    new ErrorFrame(
                        ErrorCodes.Overflow,
                        $"More than {_options.QueueCapacity} sentences wait for the voice; the rest is dropped."
                    )
                )
                .ConfigureAwait(false);
            return;
        }

        _utterances.Enqueue(utterance);
        Watch();
    }

    /// <summary>Says that nothing more is spoken for a response, behind what is still to be spoken.</summary>
    private ValueTask EndResponseAsync(TtsResponseEndFrame end)
    {
        if (_utterances.Count == 0)
        {
            return PushAsync(end);
        }

        _utterances.Last().Ends.Add(end);
        return default;
    }

    /// <summary>Off the pump: hands one command to the voice.</summary>
    private async ValueTask SendAsync(VoiceLink link, VoiceCommand command, CancellationToken cancellationToken)
    {
        if (command.Kind == VoiceCommandKind.Speak && Responses.IsStale(command.Response))
        {
            return;
        }

        await link.SendAsync(command, Responses.TokenOf(command.Response), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask OnMadeAsync((VoiceLink Link, TextToSpeechEvent Made) from)
    {
        var made = from.Made;
        if (from.Link != _link || !_utterances.TryPeek(out var utterance) || made.Utterance != utterance.Number)
        {
            return;
        }

        var format = _voice.Capabilities.Format;
        if (made.Audio.Length % format.BytesPerSample != 0)
        {
            var message =
                $"The voice '{_voice.Capabilities.Name}' made half a sample; it is opened again for the next sentence.";
            await FailAsync(new ErrorFrame(ErrorCodes.ProviderGarbage, message)).ConfigureAwait(false);
            return;
        }

        if (!utterance.HasStarted)
        {
            utterance.HasStarted = true;
            await PushAsync(utterance.ToStarted()).ConfigureAwait(false);
        }

        switch (made.Kind)
        {
            case TextToSpeechEventKind.Audio when made.Audio.Length > 0:
                _link!.Made(format.DurationOf(made.Audio.Length));
                await PushAsync(
                        new TtsAudioFrame(made.Audio, format, made.Utterance) { ResponseId = utterance.Response }
                    )
                    .ConfigureAwait(false);
                break;
            case TextToSpeechEventKind.Words when made.Words is { Count: > 0 } words:
                await PushAsync(new TtsWordsFrame(made.Utterance, words) { ResponseId = utterance.Response })
                    .ConfigureAwait(false);
                break;
            case TextToSpeechEventKind.Completed:
                await CompleteAsync(utterance).ConfigureAwait(false);
                break;
            default:
                break;
        }

        Watch();
    }

    private async ValueTask CompleteAsync(TtsUtterance utterance, bool broken = false)
    {
        _utterances.Dequeue();
        await PushAsync(new TtsStoppedFrame(utterance.Number) { ResponseId = utterance.Response, Broken = broken })
            .ConfigureAwait(false);
        foreach (var end in utterance.Ends)
        {
            await PushAsync(end).ConfigureAwait(false);
        }
    }

    /// <summary>The voice owes something for as long as an utterance is open.</summary>
    private void Watch()
    {
        if (_utterances.Count == 0)
        {
            ChangeVoice();
            _deadline!.Clear();
        }
        else
        {
            _deadline!.Set(_options.AudioDeadline + _link!.Throttled);
        }
    }

    /// <summary>The voice owes audio and is silent: it is given up, and what is left to say is asked of a new session.</summary>
    private async ValueTask OnDeadlineAsync()
    {
        if (!_utterances.TryPeek(out var silent))
        {
            return;
        }

        Close();
        var message =
            $"The voice '{_voice.Capabilities.Name}' made no audio for {_options.AudioDeadline.TotalSeconds:0.#} s; the sentence is skipped.";
        await PushErrorAsync(new ErrorFrame(ErrorCodes.ProviderTimeout, message)).ConfigureAwait(false);
        await CompleteAsync(silent, broken: true).ConfigureAwait(false);
        if (_utterances.Count > 0)
        {
            Open();
            foreach (var next in _utterances)
            {
                _commands!.TryWrite(next.ToCommand());
            }
        }

        Watch();
    }

    /// <inheritdoc />
    protected override ValueTask OnWorkFailedAsync(ProcessorWork work, Exception exception)
    {
        if (work != _reading && work != _commands!.Work)
        {
            // Of a session that was given up already.
            return default;
        }

        var message = $"The voice '{_voice.Capabilities.Name}' failed; it is opened again for the next sentence.";
        return FailAsync(ErrorFrame.From(exception, ErrorCodes.ProviderFailed, message));
    }

    private async ValueTask FailAsync(ErrorFrame error)
    {
        Close();
        await PushErrorAsync(error).ConfigureAwait(false);
        while (_utterances.TryPeek(out var utterance))
        {
            await CompleteAsync(utterance, broken: true).ConfigureAwait(false);
        }

        Watch();
    }
}
