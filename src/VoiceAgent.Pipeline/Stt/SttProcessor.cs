using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Stt;

/// <summary>
/// Feeds the user's audio to a recogniser and pushes what it hears. An engine that hears only speech gets each segment with some audio
/// from before it; others get the whole stream. When the engine fails it is opened again for the next segment.
/// </summary>
public sealed class SttProcessor : FrameProcessor
{
    private ISpeechToText _recognizer;
    private SttOptions _options;
    private SpeechToTextCapabilities _capabilities;
    private AudioFormat _format;
    private AudioFormat _input;
    private UseRecognizerFrame? _next;
    private AudioConverter? _converter;
    private PreRoll? _preRoll;
    private WorkQueue<SttCommand>? _commands;
    private ProcessorWork? _reading;
    private RecognizerLink? _link;
    private ProcessorTimer? _deadline;
    private int _owedFinals;
    private bool _isSpeaking;
    private bool _hasOverflowed;

    /// <summary>Makes a processor over a recogniser, which it does not dispose.</summary>
    public SttProcessor(ISpeechToText recognizer, SttOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        _recognizer = recognizer;
        _options = options ?? new SttOptions();
        _capabilities = recognizer.Capabilities;
        _format = new AudioFormat(_capabilities.SampleRate);
    }

    /// <summary>True passes audio on whatever the options say: a processor behind needs it.</summary>
    internal bool MustPassAudio { get; init; }

    /// <inheritdoc />
    protected override bool IsBusy => _owedFinals > 0;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _deadline?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        _input = frame.Input;
        _deadline = CreateTimer(OnDeadlineAsync);
        Prepare();
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction) =>
        frame is InputAudioFrame audio && !_options.PassAudio && !MustPassAudio
            ? HearAsync(audio)
            : TakeAsync(frame, direction);

    private async ValueTask TakeAsync(Frame frame, FrameDirection direction)
    {
        switch (frame)
        {
            case InputAudioFrame audio:
                await HearAsync(audio).ConfigureAwait(false);
                break;
            case VadUserStartedSpeakingFrame:
                BeginSegment();
                break;
            case VadUserStoppedSpeakingFrame when _isSpeaking:
                // The fact goes first: whoever waits for the text must know that it is owed.
                await PushAsync(frame, direction).ConfigureAwait(false);
                await EndSegmentAsync().ConfigureAwait(false);
                return;
            case UseRecognizerFrame use:
                _next = use;
                ChangeRecognizer();
                return;
            default:
                break;
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
    }

    private void Prepare()
    {
        _converter = new AudioConverter(_input, _format);
        _preRoll = new PreRoll(_format.BytesIn(_options.PreRoll));
        Open();
    }

    /// <summary>Takes the next recogniser when the present one hears nothing and owes nothing.</summary>
    private void ChangeRecognizer()
    {
        if (_next is not { } next || _isSpeaking || _owedFinals > 0)
        {
            return;
        }

        Close();
        (_recognizer, _options, _next) = (next.Recognizer, next.Options, null);
        _capabilities = _recognizer.Capabilities;
        _format = new AudioFormat(_capabilities.SampleRate);
        Prepare();
    }

    private void Close()
    {
        _reading?.Cancel();
        _commands!.Work!.Cancel();
        (_link, _reading) = (null, null);
    }

    private void Open()
    {
        var link = new RecognizerLink(_recognizer, _options, _format, Time);
        _link = link;
        _commands = StartQueue<SttCommand>("stt audio", _options.QueueCapacity, link.SendAsync);
        _reading = StartWork("stt", work => ReadAsync(link, work), holdsEnd: false);
    }

    private void BeginSegment()
    {
        if (_link is null)
        {
            // The recogniser failed; the next thing the user says deserves another try.
            Open();
        }

        _isSpeaking = true;
        _hasOverflowed = false;
        if (_capabilities.SpeechOnly)
        {
            Queue(new SttCommand(_preRoll!.Take()));
        }
    }

    private ValueTask HearAsync(InputAudioFrame frame)
    {
        var audio = _converter!.Convert(frame.Audio);
        if (_capabilities.SpeechOnly && !_isSpeaking)
        {
            _preRoll!.Add(audio);
            return default;
        }

        if (audio.IsEmpty || _link is null || Hand(audio) || _hasOverflowed)
        {
            return default;
        }

        _hasOverflowed = true;
        return PushErrorAsync(
            new ErrorFrame(
                ErrorCodes.Overflow,
                $"The recogniser '{_capabilities.Name}' is too slow: {_options.QueueCapacity} pieces of audio wait for it; audio is lost."
            )
        );
    }

    private async ValueTask EndSegmentAsync()
    {
        _isSpeaking = false;
        if (_link is null || !Queue(SttCommand.Finalize))
        {
            await PushAsync(new TranscriptionFrame("")).ConfigureAwait(false);
            return;
        }

        _owedFinals++;
        _deadline!.Set(_options.FinalDeadline);
    }

    /// <summary>Hands audio to the recogniser: at once where it takes it, else through the queue.</summary>
    private bool Hand(ReadOnlyMemory<byte> audio)
    {
        if (_link!.IsBehind || !_link.TrySend(audio, out var begun))
        {
            return Queue(new SttCommand(audio));
        }

        return begun is null || Queue(new SttCommand(default) { Begun = begun });
    }

    private bool Queue(SttCommand command) => _link!.TryQueue(_commands!, command);

    /// <summary>Off the pump: opens the recogniser and reads what it hears, for as long as the session lives.</summary>
    private async Task ReadAsync(RecognizerLink link, ProcessorWork work)
    {
        var session = await link.OpenAsync(work.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await foreach (var heard in session.ReadEventsAsync(work.Token).ConfigureAwait(false))
            {
                if (heard?.Kind == SpeechToTextEventKind.ProviderChanged)
                {
                    await work.TellAsync(heard.Change).ConfigureAwait(false);
                    continue;
                }

                await work.PostAsync((link, heard!), OnHeardAsync).ConfigureAwait(false);
            }
        }

        work.Token.ThrowIfCancellationRequested();
        throw new VoiceAgentException(
            ErrorCodes.ProviderFailed,
            $"The recogniser '{_capabilities.Name}' closed its session; it is opened again when the user speaks."
        );
    }

    private ValueTask OnHeardAsync((RecognizerLink Link, SpeechToTextEvent Heard) from)
    {
        if (from.Link != _link)
        {
            return default;
        }

        var heard = from.Heard;
        if (heard?.Text is null)
        {
            var message =
                $"The recogniser '{_capabilities.Name}' answered with something that makes no sense; it is opened again.";
            return GiveUpAsync(new ErrorFrame(ErrorCodes.ProviderGarbage, message));
        }

        switch (heard.Kind)
        {
            case SpeechToTextEventKind.Interim:
                return PushAsync(new InterimTranscriptionFrame(heard.Text));
            case SpeechToTextEventKind.EndOfTurn:
                return PushAsync(new SttEndOfTurnFrame());
            case SpeechToTextEventKind.StartOfTurn:
                return PushAsync(new SttStartOfTurnFrame());
            default:
                Settle();
                return PushAsync(
                    new TranscriptionFrame(heard.Text)
                    {
                        Rejected = heard.Rejected,
                        Confidence = heard.Confidence,
                        Language = heard.Language,
                        Words = heard.Words,
                    }
                );
        }
    }

    private void Settle()
    {
        _owedFinals = Math.Max(0, _owedFinals - 1);
        if (_owedFinals == 0)
        {
            _deadline!.Clear();
            ChangeRecognizer();
        }
    }

    /// <summary>The recogniser owes a final text and is silent: it is given up, so that the turn can go on.</summary>
    private ValueTask OnDeadlineAsync() =>
        GiveUpAsync(
            new ErrorFrame(
                ErrorCodes.ProviderTimeout,
                $"The recogniser '{_capabilities.Name}' gave no text for {_options.FinalDeadline.TotalSeconds:0.#} s; it is opened again."
            )
        );

    /// <inheritdoc />
    protected override ValueTask OnWorkFailedAsync(ProcessorWork work, Exception exception)
    {
        if (work != _reading && work != _commands!.Work)
        {
            // Of a session that was given up already.
            return default;
        }

        var message = $"The recogniser '{_capabilities.Name}' failed; it is opened again when the user speaks.";
        return GiveUpAsync(ErrorFrame.From(exception, ErrorCodes.ProviderFailed, message));
    }

    private async ValueTask GiveUpAsync(ErrorFrame error)
    {
        Close();
        _deadline!.Clear();
        var owed = _owedFinals;
        _owedFinals = 0;
        await PushErrorAsync(error).ConfigureAwait(false);
        if (owed > 0 && !string.IsNullOrEmpty(_options.Apology))
        {
            await PushAsync(new TtsSpeakFrame(_options.Apology)).ConfigureAwait(false);
        }

        for (; owed > 0; owed--)
        {
            await PushAsync(new TranscriptionFrame("")).ConfigureAwait(false);
        }
    }
}
