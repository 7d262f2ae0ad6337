using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Observers;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Writes what the server says, one method per type of message. See <c>docs/reference/ws-assistant.md</c>.</summary>
/// <param name="json">Where to.</param>
/// <param name="sequence">The message's number, where messages are numbered; 0 where not.</param>
internal readonly ref struct ServerMessageWriter(Utf8JsonWriter json, long sequence = 0)
{
    public const int ProtocolVersion = 1;

    public void Ready(string sessionId, AssistantHello hello, bool carriesAudio, SessionReadyFrame ready)
    {
        Start("ready"u8);
        json.WriteNumber("protocol"u8, ProtocolVersion);
        json.WriteString("session_id"u8, sessionId);
        json.WriteString("agent"u8, ready.Agent);
        json.WriteString(
            "audio"u8,
            !carriesAudio ? "rtp"u8
                : hello.BinaryAudio ? "binary"u8
                : "base64"u8
        );
        json.WriteNumber("input_sample_rate"u8, hello.Input.SampleRate);
        json.WriteNumber("output_sample_rate"u8, hello.Output.SampleRate);
        json.WriteStartArray("notices"u8);
        foreach (var notice in ready.Notices)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, notice.Code);
            json.WriteString("message"u8, notice.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteResume(ready.Resume);
        json.WriteEndObject();
    }

    public void Resumed(string sessionId, SessionResumedFrame resumed)
    {
        Start("resumed"u8);
        json.WriteString("session_id"u8, sessionId);
        json.WriteNumber("received_samples"u8, resumed.ReceivedSamples);
        json.WriteNumber("received_texts"u8, resumed.ReceivedTexts);
        json.WriteBoolean("complete"u8, resumed.IsComplete);
        WriteResume(resumed.Resume);
        json.WriteEndObject();
    }

    public void Transcript(string text, bool isFinal, bool rejected)
    {
        Start("transcript"u8);
        json.WriteString("text"u8, text);
        json.WriteBoolean("final"u8, isFinal);
        WriteIfTrue("rejected"u8, rejected);
        json.WriteEndObject();
    }

    public void Turn(UserTurnFrame turn)
    {
        Start("turn"u8);
        json.WriteString("text"u8, turn.Text);
        WriteIfTrue("typed"u8, turn.Typed);
        WriteIfTrue("rejected"u8, turn.Rejected);
        json.WriteEndObject();
    }

    public void Response(ResponseId response, string text, bool isFinal)
    {
        Start("response"u8, response);
        json.WriteString("text"u8, text);
        WriteIfTrue("final"u8, isFinal);
        json.WriteEndObject();
    }

    public void Heard(BotHeardFrame heard)
    {
        Start("heard"u8, heard.Response);
        json.WriteString("text"u8, heard.Text);
        json.WriteBoolean("final"u8, heard.IsFinal);
        if (heard.IsFinal)
        {
            json.WriteBoolean("interrupted"u8, heard.Interrupted);
        }

        json.WriteEndObject();
    }

    public void Audio(in MediaOutput audio)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "audio"u8);
        json.WriteBase64String("audio_data"u8, audio.Pcm.Span);
        json.WriteNumber("response_id"u8, audio.ResponseId.Value);
        json.WriteNumber("position"u8, audio.Position);
        json.WriteEndObject();
    }

    public void Mark(in MediaOutput audio)
    {
        Start("mark"u8, audio.ResponseId);
        json.WriteNumber("position"u8, audio.Position);
        json.WriteEndObject();
    }

    public void Clear(ResponseId through)
    {
        Start("clear"u8, through);
        json.WriteEndObject();
    }

    public void State(SessionState state)
    {
        Start("state"u8);
        json.WriteString(
            "state"u8,
            state switch
            {
                SessionState.UserSpeaking => "user_speaking"u8,
                SessionState.Thinking => "thinking"u8,
                SessionState.Speaking => "speaking"u8,
                _ => "listening"u8,
            }
        );
        json.WriteEndObject();
    }

    public void ToolStarted(ToolCallStartedFrame call, bool details)
    {
        Start("tool"u8);
        json.WriteString("call_id"u8, call.CallId);
        json.WriteString("name"u8, call.Name);
        json.WriteString("status"u8, "started"u8);
        if (details)
        {
            json.WriteString("arguments"u8, call.Arguments);
        }

        json.WriteEndObject();
    }

    public void ToolEnded(ToolCallEndedFrame call, bool details)
    {
        Start("tool"u8);
        json.WriteString("call_id"u8, call.CallId);
        json.WriteString("name"u8, call.Name);
        json.WriteString(
            "status"u8,
            call.Outcome switch
            {
                ToolCallOutcome.Result => "result"u8,
                ToolCallOutcome.Timeout => "timeout"u8,
                ToolCallOutcome.Cancelled => "cancelled"u8,
                _ => "error"u8,
            }
        );
        if (details)
        {
            json.WriteString("result"u8, call.Result);
        }

        json.WriteEndObject();
    }

    public void Latency(TurnLatency latency)
    {
        Start("latency"u8, latency.Response);
        json.WriteNumber("total_ms"u8, Milliseconds(latency.Total));
        json.WriteStartObject("parts_ms"u8);
        foreach (var (name, time) in latency.Parts)
        {
            json.WriteNumber(name, Milliseconds(time));
        }

        json.WriteEndObject();
        if (latency.Playout is { } playout)
        {
            json.WriteNumber("playout_ms"u8, Milliseconds(playout));
        }

        if (latency.Replaced.Count > 0)
        {
            json.WriteStartArray("replaced"u8);
            foreach (var part in latency.Replaced)
            {
                json.WriteStringValue(part);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public void Error(ErrorFrame error)
    {
        Start("error"u8);
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteBoolean("fatal"u8, error.IsFatal);
        json.WriteEndObject();
    }

    public void Pong(long? id)
    {
        Start("pong"u8);
        if (id is { } number)
        {
            json.WriteNumber("id"u8, number);
        }

        json.WriteEndObject();
    }

    public void Bye(string reason)
    {
        Start("bye"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private void Start(ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (sequence > 0)
        {
            json.WriteNumber("seq"u8, sequence);
        }
    }

    private void Start(ReadOnlySpan<byte> type, ResponseId response)
    {
        Start(type);
        json.WriteNumber("response_id"u8, response.Value);
    }

    private void WriteResume(ResumeOffer? offer)
    {
        if (offer is not null)
        {
            json.WriteStartObject("resume"u8);
            json.WriteString("token"u8, offer.Token);
            json.WriteNumber("grace_ms"u8, (long)offer.Grace.TotalMilliseconds);
            json.WriteEndObject();
        }
    }

    private void WriteIfTrue(ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    /// <summary>Not rounded, so that the parts add up.</summary>
    private static decimal Milliseconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerMillisecond;
}
