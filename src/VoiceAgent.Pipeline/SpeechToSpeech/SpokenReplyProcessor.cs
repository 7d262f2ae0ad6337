using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Text;
using VoiceAgent.Tts;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// Stands where a voice would, behind the one that speaks texts of the application: makes utterances of what the model says, and tells the session
/// how much of it was heard. Only one of both speaks at a time; the other one waits.
/// </summary>
internal sealed class SpokenReplyProcessor(SpeechToSpeechLine line) : FrameProcessor
{
    /// <summary>How long the ledger's last word on what was cut off may take before nothing of it counts as heard.</summary>
    private static readonly TimeSpan CutPatience = TimeSpan.FromMilliseconds(600);

    private readonly Dictionary<ResponseId, SpokenReply> _replies = [];
    private readonly HashSet<ResponseId> _written = [];
    private readonly Queue<Frame> _waiting = new();
    private readonly SentenceSplitter _splitter = new(new SentenceSplitterOptions());
    private SpokenReply? _present;
    private ResponseId _speaker;
    private ProcessorTimer? _cuts;

    protected override bool IsBusy => _waiting.Count > 0;

    public override ValueTask DisposeAsync()
    {
        _cuts?.Dispose();
        return base.DisposeAsync();
    }

    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        _cuts = CreateTimer(OnNoLastWordAsync);
        return default;
    }

    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        line.TextReplies.On(frame);
        switch (frame)
        {
            case LlmResponseStartFrame { IsSpoken: true }:
                await PushAsync(frame, direction).ConfigureAwait(false);
                Begin(frame.ResponseId);
                return;
            case LlmAudioFrame audio:
                await SpeakAsync(audio).ConfigureAwait(false);
                return;
            case LlmTextFrame { IsSpoken: true } text:
                await PushAsync(frame, direction).ConfigureAwait(false);
                await WriteAsync(_splitter.Append(text.Text)).ConfigureAwait(false);
                return;
            case LlmResponseEndFrame { IsSpoken: true } end:
                await PushAsync(frame, direction).ConfigureAwait(false);
                await EndAsync(end).ConfigureAwait(false);
                return;
            case TtsStartedFrame
            or TtsTextFrame
            or TtsAudioFrame
            or TtsWordsFrame
            or TtsStoppedFrame
            or TtsResponseEndFrame:
                await TakeTurnAsync(frame).ConfigureAwait(false);
                return;
            case LlmResponseStartFrame:
                BeginText(frame.ResponseId);
                break;
            case UserTurnFrame { Typed: false }:
                line.TurnSettled?.Invoke(false);
                break;
            case UserTurnDroppedFrame:
                line.TurnSettled?.Invoke(true);
                break;
            case BotHeardFrame { IsFinal: true } heard:
                OnHeard(heard);
                break;
            default:
                break;
        }

        await PushAsync(frame, direction).ConfigureAwait(false);
    }

    protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        if (_present?.Response.IsStale(frame.CancelledThrough) == true)
        {
            _present = null;
            _splitter.Reset();
        }

        foreach (var reply in _replies.Values.Where(r => r.Response.IsStale(frame.CancelledThrough)).ToArray())
        {
            if (reply.Utterance == 0)
            {
                Cut(reply, TimeSpan.Zero);
            }
            else if (!reply.IsCut)
            {
                reply.IsCut = true;
                line.BeginCuts();
                _cuts!.Set(CutPatience);
            }
        }

        if (!_speaker.IsStale(frame.CancelledThrough))
        {
            return default;
        }

        _speaker = ResponseId.None;
        return LetNextSpeakAsync();
    }

    private void Begin(ResponseId response)
    {
        _splitter.Reset();
        _present = new SpokenReply(response, line.Epoch);
        _replies[response] = _present;
        line.Asked?.Invoke();
    }

    /// <summary>The model writes: what it has written it knows.</summary>
    private void BeginText(ResponseId response)
    {
        _written.RemoveWhere(Responses.IsStale);
        _written.Add(response);
        line.Asked?.Invoke();
    }

    private async ValueTask SpeakAsync(LlmAudioFrame audio)
    {
        if (_present is not { } reply || audio.ResponseId != reply.Response)
        {
            return;
        }

        // A session that was replaced before it said anything is not the one that speaks.
        (reply.Number, reply.Epoch) = (audio.Reply, reply.Utterance == 0 ? line.Epoch : reply.Epoch);
        if (reply.Utterance == 0)
        {
            reply.Utterance = Pump.Scope.NextUtterance();
            await TakeTurnAsync(
                    new TtsStartedFrame(reply.Utterance, reply.Unspoken)
                    {
                        ResponseId = reply.Response,
                        RequestedAt = Elapsed,
                    }
                )
                .ConfigureAwait(false);
        }

        await TakeTurnAsync(
                new TtsAudioFrame(audio.Audio, audio.Format, reply.Utterance) { ResponseId = reply.Response }
            )
            .ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(IEnumerable<string> sentences)
    {
        if (_present is not { } reply)
        {
            return;
        }

        foreach (var sentence in sentences)
        {
            if (reply.Utterance == 0)
            {
                reply.Unspoken = SpokenText.Join(reply.Unspoken, sentence);
            }
            else
            {
                await TakeTurnAsync(new TtsTextFrame(reply.Utterance, sentence) { ResponseId = reply.Response })
                    .ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EndAsync(LlmResponseEndFrame end)
    {
        if (_present is not { } reply || end.ResponseId != reply.Response)
        {
            return;
        }

        await WriteAsync(_splitter.Flush()).ConfigureAwait(false);
        _present = null;
        if (reply.Utterance != 0)
        {
            await TakeTurnAsync(
                    new TtsStoppedFrame(reply.Utterance) { ResponseId = reply.Response, Broken = end.IsBroken }
                )
                .ConfigureAwait(false);
        }
        else if (reply.Unspoken.Length > 0)
        {
            // Words without sound: they are shown.
            var shown = Pump.Scope.NextUtterance();
            await TakeTurnAsync(
                    new TtsStartedFrame(shown, reply.Unspoken) { ResponseId = reply.Response, ShownOnly = true }
                )
                .ConfigureAwait(false);
            await TakeTurnAsync(new TtsStoppedFrame(shown) { ResponseId = reply.Response }).ConfigureAwait(false);
        }

        await TakeTurnAsync(new TtsResponseEndFrame { ResponseId = reply.Response, HasMore = end.HasMore })
            .ConfigureAwait(false);
    }

    /// <summary>Passes speech on when nobody else speaks, else keeps it until they are done.</summary>
    private async ValueTask TakeTurnAsync(Frame frame)
    {
        if (_speaker.HasValue && _speaker != frame.ResponseId)
        {
            _waiting.Enqueue(frame);
            return;
        }

        _speaker = frame is TtsResponseEndFrame ? ResponseId.None : frame.ResponseId;
        await PushAsync(frame).ConfigureAwait(false);
        if (frame is TtsResponseEndFrame)
        {
            await LetNextSpeakAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask LetNextSpeakAsync()
    {
        for (var left = _waiting.Count; left > 0; left--)
        {
            var next = _waiting.Dequeue();
            if (!Responses.IsStale(next.ResponseId))
            {
                await TakeTurnAsync(next).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The ledger's last word on a response.</summary>
    private void OnHeard(BotHeardFrame heard)
    {
        if (_written.Remove(heard.Response))
        {
            return;
        }

        if (!_replies.TryGetValue(heard.Response, out var reply))
        {
            Say(heard);
        }
        else if (reply.Epoch != line.Epoch)
        {
            Say(heard);
            Forget(reply);
        }
        else if (heard.Interrupted)
        {
            Cut(reply, heard.Played);
        }
        else
        {
            Forget(reply);
        }
    }

    /// <summary>Tells the session what was heard that it has not said itself.</summary>
    private void Say(BotHeardFrame heard)
    {
        if (heard is { AddToContext: true, Text.Length: > 0 })
        {
            line.With(session => session.Add(new(Microsoft.Extensions.AI.ChatRole.Assistant, heard.Text)));
        }
    }

    private void Cut(SpokenReply reply, TimeSpan heard)
    {
        if (reply.Epoch == line.Epoch && reply.Number != 0)
        {
            line.With(session => session.Truncate(reply.Number, heard));
        }

        Forget(reply);
    }

    private void Forget(SpokenReply reply)
    {
        _replies.Remove(reply.Response);
        if (!_replies.Values.Any(other => other.IsCut))
        {
            _cuts!.Clear();
            line.EndCuts();
        }
    }

    private ValueTask OnNoLastWordAsync()
    {
        foreach (var reply in _replies.Values.Where(reply => reply.IsCut).ToArray())
        {
            Cut(reply, TimeSpan.Zero);
        }

        return default;
    }

    private sealed class SpokenReply(ResponseId response, int epoch)
    {
        public ResponseId Response => response;

        /// <summary>The session that makes it.</summary>
        public int Epoch { get; set; } = epoch;

        /// <summary>Its number there; 0 until it is known.</summary>
        public long Number { get; set; }

        /// <summary>Number of its utterance; 0 until it has audio.</summary>
        public long Utterance { get; set; }

        /// <summary>Text that came before its first audio.</summary>
        public string Unspoken { get; set; } = "";

        public bool IsCut { get; set; }
    }
}
