using System.Diagnostics;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Observers;

/// <summary>
/// Measures every turn from the frames that pass: end of speech, final text, end of turn, first text, first audio made, first audio sent, first
/// audio played. Each frame counts where it first appears. One per session.
/// </summary>
/// <param name="time">The clock spans are dated by.</param>
/// <param name="report">
/// Called on the pump when the first audio of an answer has left; where the client reports playback, when it has begun to play it or the
/// answer is over.
/// </param>
/// <param name="playbackRate">Samples per second as the client reports them; 0 for one that does not report playback.</param>
public sealed class TurnLatencyObserver(TimeProvider time, Action<TurnLatency> report, int playbackRate = 0)
    : IFrameObserver
{
    private TimeSpan? _speechEnd;
    private TimeSpan _vad;
    private TimeSpan _stt;
    private TimeSpan? _turn;
    private TimeSpan? _firstText;
    private TimeSpan? _clause;
    private TimeSpan? _firstAudio;
    private ResponseId _response;
    private SentTurn? _sent;
    private IReadOnlyList<string> _replaced = [];

    /// <summary>The session's span, parent of those of its turns; null when nobody traces.</summary>
    public Activity? Session { get; set; }

    /// <inheritdoc />
    public void OnFrame(in FrameHop hop)
    {
        TakePlayback(in hop);
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
            case LlmTextFrame or LlmAudioFrame when _turn is not null:
                _firstText ??= hop.Time;
                break;
            case TtsStartedFrame started when _firstText is not null && started.RequestedAt >= _firstText:
                _clause ??= started.RequestedAt;
                break;
            case TtsAudioFrame audio when _firstText is not null && _firstAudio is null:
                _firstAudio = hop.Time;
                _response = audio.ResponseId;
                break;
            case ProviderChangedFrame changed:
                _replaced = [.. _replaced.Append(changed.Change.Kind).Distinct(StringComparer.Ordinal)];
                break;
            case BotStartedSpeakingFrame started when _firstAudio is not null:
                Take(hop.Time, started.Position);
                break;
            default:
                break;
        }
    }

    private void Take(TimeSpan sent, long position)
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
            Replaced = _replaced,
        };
        Forget();
        _sent = new SentTurn(latency, sent, position, time.GetUtcNow());
        if (playbackRate <= 0)
        {
            Report(null);
        }
    }

    /// <summary>Completes a turn whose audio was sent: with the client's word, or without when nobody waits for it any more.</summary>
    private void TakePlayback(in FrameHop hop)
    {
        if (_sent is not { } sent)
        {
            return;
        }

        switch (hop.Frame)
        {
            case PlayedFrame played when played.Samples > sent.Position:
                var since = TimeSpan.FromSeconds((played.Samples - sent.Position) / (double)playbackRate);
                var playout = hop.Time - since - sent.At;
                Report(playout > TimeSpan.Zero ? playout : TimeSpan.Zero);
                break;
            case BotStoppedSpeakingFrame or EndFrame or CancelFrame:
                Report(null);
                break;
            default:
                break;
        }
    }

    private void Report(TimeSpan? playout)
    {
        var sent = _sent!.Value;
        _sent = null;
        var latency = sent.Latency with { Playout = playout };
        TurnTelemetry.Record(latency, sent.Date, Session);
        report(latency);
    }

    private void Forget()
    {
        _speechEnd = null;
        _turn = null;
        _firstText = null;
        _clause = null;
        _firstAudio = null;
        _replaced = [];
    }

    /// <summary>A turn whose first audio was sent.</summary>
    private readonly record struct SentTurn(TurnLatency Latency, TimeSpan At, long Position, DateTimeOffset Date);
}
