using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Processors;
using VoiceAgent.Stt;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// Stands where a recogniser would: lets a speech-to-speech model hear the user, tells what it understood, and keeps its session. A session that
/// is lost, silent or too old is replaced: the new one is told the conversation so far, and hears again what was not answered yet.
/// </summary>
internal sealed partial class SpeechToSpeechProcessor : FrameProcessor
{
    private readonly SpeechToSpeechLine _line;
    private readonly ConversationContext _context;
    private readonly SpeechToSpeechOptions _options;
    private readonly SpeechToSpeechCapabilities _model;
    private readonly UnansweredSpeech _speech;
    private readonly PreRoll _preRoll;
    private readonly Floor _floor = new();
    private AudioConverter? _converter;
    private AudioFormat _input;
    private ProcessorTimer? _transcript;
    private ProcessorTimer? _silence;
    private ProcessorTimer? _renewal;
    private ProcessorWork? _work;
    private long _position;
    private long _written;
    private int _losses;
    private int _unwanted;
    private bool _isOpen;
    private bool _isOld;

    public SpeechToSpeechProcessor(SpeechToSpeechLine line, ConversationContext context)
    {
        (_line, _context, _options, _model) = (line, context, line.Options, line.Model.Capabilities);
        _speech = new UnansweredSpeech(_model.Input, _options.Replay);
        _preRoll = new PreRoll(_model.Input.BytesIn(_options.PreRoll));
    }

    /// <summary>True passes audio on: a processor behind needs it.</summary>
    public bool MustPassAudio { get; init; }

    protected override bool IsBusy => _speech.Owed > 0;

    public override ValueTask DisposeAsync()
    {
        _transcript?.Dispose();
        _silence?.Dispose();
        _renewal?.Dispose();
        return base.DisposeAsync();
    }

    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _input = frame.Input;
        _converter = new AudioConverter(_input, _model.Input);
        _transcript = CreateTimer(OnNoTextAsync);
        _silence = CreateTimer(OnSilenceAsync);
        _renewal = CreateTimer(OnOldAsync);
        _line.Start(Pump.Scope.Executor.IsSingleThreaded);
        _line.Asked = Owe;
        _line.TurnSettled = OnTurnSettled;
        _line.Instruct(_context.Instructions);
        Open(TimeSpan.Zero);
        return default;
    }

    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        _floor.On(frame);
        switch (frame)
        {
            case InputAudioFrame audio:
                Hear(audio);
                if (!MustPassAudio)
                {
                    return;
                }

                break;
            case InputTextFrame:
                OpenAgain();
                break;
            case VadUserStartedSpeakingFrame when !_model.DetectsSpeech:
                Write(BeginSegment());
                break;
            case VadUserStoppedSpeakingFrame when !_model.DetectsSpeech:
                // The fact goes first: whoever waits for the text must know that it is owed.
                await PushAsync(frame, direction).ConfigureAwait(false);
                EndSegment();
                return;
            default:
                break;
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
        RenewInSilence();
    }

    private void Hear(InputAudioFrame frame)
    {
        _position = frame.Position + frame.Samples;
        var audio = _converter!.Convert(frame.Audio);
        if (_speech.IsOpen)
        {
            _speech.Add(audio);
        }
        else
        {
            _preRoll.Add(audio);
        }

        if (_speech.IsOpen || _model.DetectsSpeech)
        {
            Write(audio);
        }
    }

    private void Write(ReadOnlyMemory<byte> audio)
    {
        if (_isOpen && !audio.IsEmpty)
        {
            _written += audio.Length;
            _line.With(session => session.Write(audio));
        }
    }

    /// <returns>What is to be heard first.</returns>
    private byte[] BeginSegment()
    {
        OpenAgain();
        var before = _preRoll.Take();
        _speech.Begin(before);
        return before;
    }

    private void EndSegment()
    {
        if (!_speech.End())
        {
            return;
        }

        if (!_model.DetectsSpeech)
        {
            _line.With(session => session.Commit());
        }

        _transcript!.Set(_options.TranscriptPatience);
        Owe();
    }

    /// <summary>The turn is in the conversation as text now, or it is not going to be answered.</summary>
    private void OnTurnSettled(bool isDropped)
    {
        _speech.Forget();
        if (isDropped)
        {
            _line.With(session => session.DropTurn());
        }
    }

    /// <summary>The text of what was said does not come: the model, which has heard it, is to answer all the same.</summary>
    private async ValueTask OnNoTextAsync()
    {
        if (_silence!.IsSet || (!_isOpen && _line.MayOpen))
        {
            // It may not have heard it at all.
            _transcript!.Set(_options.TranscriptPatience);
            return;
        }

        while (_speech.Owed > 0)
        {
            _unwanted++;
            await SettleAsync(new TranscriptionFrame("") { Rejected = true }).ConfigureAwait(false);
        }
    }

    private ValueTask SettleAsync(TranscriptionFrame text)
    {
        _speech.Settle();
        if (_speech.Owed == 0)
        {
            _transcript!.Clear();
        }

        return PushAsync(text);
    }

    /// <summary>The session must give a sign of life soon.</summary>
    private void Owe()
    {
        if (_isOpen && !_silence!.IsSet)
        {
            _silence.Set(_options.SilenceLimit);
        }
    }

    private async ValueTask OnEventAsync(SpeechToSpeechEvent told)
    {
        _silence!.Clear();
        _losses = told is SpeechToSpeechEvent.Alive ? _losses : 0;
        switch (told)
        {
            case SpeechToSpeechEvent.SpeechStarted started:
                BeginSegment();
                await PushAsync(new VadUserStartedSpeakingFrame(PositionOf(started.At))).ConfigureAwait(false);
                break;
            case SpeechToSpeechEvent.SpeechStopped stopped:
                // How long ago it was counts more than how long the model says it waited.
                var ago = _model.Input.DurationOf(_written) - stopped.At;
                var silence = ago > stopped.Hangover ? ago : stopped.Hangover;
                await PushAsync(new VadUserStoppedSpeakingFrame(PositionOf(stopped.At), silence)).ConfigureAwait(false);
                EndSegment();
                await PushAsync(new SttEndOfTurnFrame()).ConfigureAwait(false);
                break;
            case SpeechToSpeechEvent.UserInterim interim when _unwanted == 0:
                await PushAsync(new InterimTranscriptionFrame(interim.Transcript)).ConfigureAwait(false);
                break;
            case SpeechToSpeechEvent.UserText when _unwanted > 0:
                _unwanted--;
                break;
            case SpeechToSpeechEvent.UserText text:
                await SettleAsync(new TranscriptionFrame(text.Transcript) { Rejected = text.IsUnknown })
                    .ConfigureAwait(false);
                break;
            case SpeechToSpeechEvent.Call call:
                _line.Called(call.Function.CallId);
                _line.Replies.Tell(call.Reply, call);
                break;
            default:
                TellReply(told);
                break;
        }
    }

    private void TellReply(SpeechToSpeechEvent told)
    {
        var reply = told switch
        {
            SpeechToSpeechEvent.Text text => text.Reply,
            SpeechToSpeechEvent.Audio audio => audio.Reply,
            SpeechToSpeechEvent.Ended ended => ended.Reply,
            SpeechToSpeechEvent.Failed failed => failed.Reply,
            _ => 0,
        };
        _line.Replies.Tell(reply, told);
    }

    /// <summary>A place in what was written to this session, on the clock of what the user says.</summary>
    private long PositionOf(TimeSpan at) =>
        Math.Max(0, _position - _input.TimeToSamples(_model.Input.DurationOf(_written) - at));
}
