using System.Text;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>Messages of Pipecat clients, as bytes.</summary>
internal static class PipecatBytes
{
    /// <summary>Audio as the published client's serializer writes it: the sample 1 at 16 kHz.</summary>
    public static byte[] GoldenAudio { get; } =
        Convert.FromHexString("1210 1205 617564696f 1a020100 20807d 2801".Replace(" ", "", StringComparison.Ordinal));

    /// <summary>A message as the published client's serializer writes it: <c>{"a":1}</c>.</summary>
    public static byte[] GoldenMessage { get; } = Convert.FromHexString("22090a077b2261223a317d");

    /// <summary>One of everything a client sends.</summary>
    public static IReadOnlyList<string> Requests { get; } =
    [
        Rtvi("client-ready", """{"version":"2.1.0","about":{"library":"@pipecat-ai/client-js"}}"""),
        Rtvi("client-message", """{"t":"add","d":{"a":2}}"""),
        Rtvi("send-text", """{"content":"Book a room","options":{"run_immediately":true,"audio_response":false}}"""),
        Rtvi("append-to-context", """{"role":"user","content":"I am Ada.","run_immediately":true}"""),
        Rtvi(
            "llm-function-call-result",
            """{"function_name":"paint","tool_call_id":"c1","arguments":{},"result":{"done":true}}"""
        ),
        Rtvi("dtmf", """{"buttons":["1","*","#"]}"""),
        Rtvi("disconnect-bot", "{}"),
        Rtvi("ui-event", """{"event":"clicked","payload":{"ref":"e5"}}"""),
        Rtvi("ui-snapshot", """{"tree":{"root":{"ref":"e1","role":"main"},"captured_at":1}}"""),
        Rtvi("ui-cancel-job-group", """{"job_id":"j1","reason":"enough"}"""),
        Rtvi("raw-audio", """{"base64Audio":"AQD//w==","sampleRate":16000,"numChannels":1}"""),
        Rtvi("raw-audio-batch", """{"base64AudioBatch":["AQA=","//8="],"sampleRate":16000,"numChannels":1}"""),
    ];

    /// <summary>An RTVI message.</summary>
    public static string Rtvi(string type, string data, string id = "0a1b2c3d") =>
        $$"""{"label":"rtvi-ai","type":"{{type}}","data":{{data}},"id":"{{id}}"}""";

    /// <summary>JSON in a frame.</summary>
    public static byte[] Message(string json)
    {
        var buffer = new PooledBuffer();
        PipecatFrameWriter.WriteMessage(buffer, Encoding.UTF8.GetBytes(json));
        return buffer.Written.ToArray();
    }

    /// <summary>Audio in a frame.</summary>
    public static byte[] Audio(byte[] pcm, int rate = 16000, int channels = 1)
    {
        var buffer = new PooledBuffer();
        PipecatFrameWriter.WriteAudio(buffer, pcm, rate, channels);
        return buffer.Written.ToArray();
    }

    /// <summary>What the server sent: JSON as it is, audio as <c>pcm 4</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> message)
    {
        Assert.True(PipecatFrame.TryRead(message, out var frame), Convert.ToHexString(message));
        return frame.Kind switch
        {
            PipecatFrameKind.Message => Encoding.UTF8.GetString(frame.Payload),
            PipecatFrameKind.Audio => $"pcm {frame.Payload.Length} at {frame.SampleRate}x{frame.Channels}",
            _ => frame.Kind.ToString(),
        };
    }
}
