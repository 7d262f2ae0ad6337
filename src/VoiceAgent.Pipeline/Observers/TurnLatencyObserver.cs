using System.Diagnostics;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Observers;

/// <summary>
/// Measures every turn from the frames that pass: end of speech, final text, end of turn, first text, first audio made, first audio sent. Each
/// frame counts where it first appears. One per session.
/// </summary>
/// <param name="time">The clock spans are dated by.</param>
/// <param name="report">Called on the pump when the first audio of an answer has left.</param>
public sealed class TurnLatencyObserver(TimeProvider time, Action<TurnLatency> report) : IFrameObserver
{
    private TimeSpan? _speechEnd;
    private TimeSpan _vad;
    private TimeSpan _stt;
    private TimeSpan? _turn;
    private TimeSpan? _firstText;
    private TimeSpan? _clause;
    private TimeSpan? _firstAudio;
    private ResponseId _response;

    /// <summary>The session's span, parent of those of its turns; null when nobody traces.</summary>
    public Activity? Session { get; set; }

    /// <inheritdoc />
    public void OnFrame(in FrameHop hop)
    {
        switch (hop.Frame)
        {
            case VadUserStartedSpeakingFrame:
                Forget();
                break;
            case VadUserStoppedSpeakingFrame stopped when _speechEnd is null:
                _vad = hop.Time;
                _stt = hop.Time;
                _speechEnd = hop.Time - stopped.Hangover;
                break;
            case TranscriptionFrame when _turn is null && _stt == _vad:
                _stt = hop.Time;
                break;
            case UserTurnFrame { Typed: false } when _speechEnd is not null:
                _turn ??= hop.Time;
                break;
            case LlmTextFrame when _turn is not null:
                _firstText ??= hop.Time;
                break;
            case TtsStartedFrame started when _firstText is not null && started.RequestedAt >= _firstText:
                _clause ??= started.RequestedAt;
                break;
            case TtsAudioFrame audio when _firstText is not null && _firstAudio is null:
                _firstAudio = hop.Time;
                _response = audio.ResponseId;
                break;
            case BotStartedSpeakingFrame when _firstAudio is not null:
                Report(hop.Time);
                break;
            default:
                break;
        }
    }

    private void Report(TimeSpan sent)
    {
        var clause = _clause ?? _firstText!.Value;
        var latency = new TurnLatency(_response)
        {
            Total = sent - _speechEnd!.Value,
            Vad = _vad - _speechEnd.Value,
            Stt = _stt - _vad,
            Turn = _turn!.Value - _stt,
            Llm = _firstText!.Value - _turn.Value,
            Clause = clause - _firstText.Value,
            Tts = _firstAudio!.Value - clause,
            Other = sent - _firstAudio.Value,
        };
        Forget();
        TurnTelemetry.Record(latency, time.GetUtcNow(), Session);
        report(latency);
    }

    private void Forget()
    {
        _speechEnd = null;
        _turn = null;
        _firstText = null;
        _clause = null;
        _firstAudio = null;
    }
}
