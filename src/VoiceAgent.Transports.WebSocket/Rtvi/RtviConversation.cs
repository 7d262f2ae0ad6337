using VoiceAgent.Frames;
using VoiceAgent.Observers;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>
/// A conversation as RTVI tells it: each frame a session writes becomes the messages it means. Brackets (speaking, answering, synthesis)
/// are closed exactly once, whatever is interrupted. No I/O; one call at a time.
/// </summary>
internal sealed class RtviConversation
{
    private static readonly TurnLatency NoLatency = new(ResponseId.None)
    {
        Total = TimeSpan.Zero,
        Vad = TimeSpan.Zero,
        Stt = TimeSpan.Zero,
        Turn = TimeSpan.Zero,
        Llm = TimeSpan.Zero,
        Clause = TimeSpan.Zero,
        Tts = TimeSpan.Zero,
        Other = TimeSpan.Zero,
    };

    private readonly string _readyId;
    private readonly string _userId;
    private readonly RtviVersion _version;
    private readonly ToolEventDetail _toolEvents;
    private readonly TimeProvider _time;
    private readonly RtviSpeech _speech;
    private readonly List<RtviFrame> _messages = [];
    private ResponseId _answering;
    private bool _userSpeaks;
    private bool _userMuted;
    private bool _botSpeaks;
    private bool _llmRuns;
    private ResponseId _ttsRuns;
    private int _characters;

    /// <summary>Begins a conversation.</summary>
    /// <param name="readyId">Id of the client's <c>client-ready</c>.</param>
    /// <param name="version">What was agreed.</param>
    /// <param name="userId">Name of the user, as authentication knows it; empty for nobody in particular.</param>
    /// <param name="toolEvents">What the client is told of functions it does not run itself.</param>
    /// <param name="time">For the times transcripts bear.</param>
    public RtviConversation(
        string readyId,
        RtviVersion version,
        string userId,
        ToolEventDetail toolEvents,
        TimeProvider time
    )
    {
        (_readyId, _version, _userId, _toolEvents, _time) = (readyId, version, userId, toolEvents, time);
        _speech = new RtviSpeech(version.IsLegacy, _messages.Add);
    }

    /// <summary>The messages a frame means, in order; none for most. The list is valid until the next call.</summary>
    public IReadOnlyList<RtviFrame> Tell(Frame frame)
    {
        _messages.Clear();
        switch (frame)
        {
            case SessionReadyFrame:
                Tell(RtviMessages.BotReady(_readyId, _version));
                // Clients that draw metrics learn from it which there will be.
                Tell(RtviMessages.Metrics(NoLatency));
                break;
            case InterimTranscriptionFrame interim:
                TellTranscript(interim.Text, isFinal: false);
                break;
            case TranscriptionFrame final:
                TellTranscript(final.Text, isFinal: true);
                break;
            case UserTurnFrame { Text.Length: > 0 } turn:
                Tell(RtviMessages.Text("user-llm-text", turn.Text));
                break;
            case UserStartedSpeakingFrame:
                Bracket(ref _userSpeaks, true, "user-started-speaking");
                break;
            case UserStoppedSpeakingFrame:
                Bracket(ref _userSpeaks, false, "user-stopped-speaking");
                break;
            case UserMuteFrame mute:
                Bracket(ref _userMuted, mute.IsMuted, mute.IsMuted ? "user-mute-started" : "user-mute-stopped");
                break;
            case TurnLatencyFrame latency:
                Tell(RtviMessages.Metrics(latency.Latency));
                break;
            case LlmUsageFrame usage:
                Tell(RtviMessages.Tokens(usage));
                break;
            case ToolCallStartedFrame call:
                TellCall(call);
                break;
            case ToolCallEndedFrame call when DetailOf(call.RunByClient) is { } detail:
                Tell(RtviMessages.CallStopped(call, detail));
                break;
            default:
                TellBot(frame);
                break;
        }

        return _messages;
    }

    private void TellBot(Frame frame)
    {
        switch (frame)
        {
            case LlmResponseStartFrame start:
                _answering = start.ResponseId;
                Bracket(ref _llmRuns, true, "bot-llm-started");
                break;
            case LlmTextFrame text:
                Tell(RtviMessages.Text("bot-llm-text", text.Text));
                break;
            case LlmResponseEndFrame:
                Bracket(ref _llmRuns, false, "bot-llm-stopped");
                break;
            case TtsStartedFrame started:
                TellUtterance(started);
                break;
            case TtsTextFrame more:
                TellSentence(more.ResponseId, more.Text, more.Text, shownOnly: false);
                break;
            case TtsResponseEndFrame:
                StopSynthesis();
                break;
            case BotStartedSpeakingFrame:
                Bracket(ref _botSpeaks, true, "bot-started-speaking");
                _speech.SetAudible(true);
                break;
            case BotHeardFrame heard:
                _speech.Heard(heard);
                break;
            case BotStoppedSpeakingFrame:
                _speech.SetAudible(false);
                Bracket(ref _botSpeaks, false, "bot-stopped-speaking");
                break;
            case InterruptionFrame interruption:
                Interrupt(interruption.CancelledThrough);
                break;
            default:
                TellApplication(frame);
                break;
        }
    }

    /// <summary>What the application says to the client's application.</summary>
    private void TellApplication(Frame frame)
    {
        var message = frame switch
        {
            ServerResponseFrame response => RtviMessages.Response(response),
            RequestFailedFrame failed => RtviFrame.ErrorResponse(failed.RequestId, failed.Message),
            ServerMessageFrame server => RtviMessages.Raw("server-message", server.Data),
            UiCommandFrame command => RtviMessages.Command(command),
            UiJobGroupFrame group => RtviMessages.Raw("ui-job-group", group.Data),
            _ => null,
        };
        if (message is not null)
        {
            Tell(message);
        }
    }

    private void TellTranscript(string text, bool isFinal)
    {
        if (text.Length > 0)
        {
            Tell(RtviMessages.Transcription(text, _userId, _time.GetUtcNow(), isFinal));
        }
    }

    private void TellCall(ToolCallStartedFrame call)
    {
        if (DetailOf(call.RunByClient) is { } detail)
        {
            Tell(RtviMessages.CallStarted(call));
            Tell(RtviMessages.CallInProgress(call, detail));
        }
    }

    private void TellUtterance(TtsStartedFrame started)
    {
        var source = started.SourceText ?? started.Text;
        if (!started.ShownOnly)
        {
            if (!_ttsRuns.HasValue)
            {
                Tell(RtviFrame.Create("bot-tts-started"));
            }

            _ttsRuns = started.ResponseId;
        }

        TellSentence(started.ResponseId, started.Text, source, started.ShownOnly);
    }

    private void TellSentence(ResponseId response, string text, string source, bool shownOnly)
    {
        if (text.Length == 0)
        {
            // Its text follows.
            return;
        }

        _characters += shownOnly ? 0 : text.Length;
        Tell(RtviMessages.Text("bot-transcription", source));
        _speech.Begin(response, text, shownOnly);
    }

    private void StopSynthesis()
    {
        if (_ttsRuns.HasValue)
        {
            _ttsRuns = ResponseId.None;
            Tell(RtviFrame.Create("bot-tts-stopped"));
            Tell(RtviMessages.Characters(_characters));
            _characters = 0;
        }
    }

    private void Interrupt(ResponseId through)
    {
        Tell(RtviFrame.Create("bot-interrupted"));
        _speech.Interrupt(through);
        if (_answering.IsStale(through))
        {
            Bracket(ref _llmRuns, false, "bot-llm-stopped");
        }

        if (_ttsRuns.IsStale(through))
        {
            StopSynthesis();
        }
    }

    /// <summary>How much is told about a function; null for nothing. A client cannot run a function it is not told of.</summary>
    private ToolEventDetail? DetailOf(bool runByClient) =>
        runByClient ? ToolEventDetail.Full
        : _toolEvents == ToolEventDetail.None ? null
        : _toolEvents;

    private void Bracket(ref bool isOpen, bool open, string type)
    {
        if (isOpen != open)
        {
            isOpen = open;
            Tell(RtviFrame.Create(type));
        }
    }

    private void Tell(RtviFrame message) => _messages.Add(message);
}
