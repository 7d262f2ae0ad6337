using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>What a client's RTVI message asks of a session.</summary>
internal readonly record struct RtviRequest
{
    /// <summary>A frame for the session.</summary>
    public Frame? Frame { get; private init; }

    /// <summary>What is wrong with the request.</summary>
    public string? Error { get; private init; }

    /// <summary>True for <c>client-ready</c>; <see cref="Text"/> is the client's version.</summary>
    public bool IsReady { get; private init; }

    /// <summary>True for audio; <see cref="Audio"/> holds it.</summary>
    public bool IsAudio { get; private init; }

    public string? Text { get; private init; }

    /// <summary>PCM.</summary>
    public byte[] Audio { get; private init; }

    public int SampleRate { get; private init; }

    public int Channels { get; private init; }

    /// <summary>Reads a message. Throws nothing.</summary>
    public static RtviRequest Read(RtviEnvelope message)
    {
        try
        {
            return ReadType(message);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair escaped in a string.
            return Wrong("a string is not valid Unicode.");
        }
    }

    private static RtviRequest ReadType(RtviEnvelope message)
    {
        var data = new RtviFields(message.Data);
        return message.Type switch
        {
            "client-ready" => new RtviRequest { IsReady = true, Text = data.Text("version") },
            "client-message" => data.Text("t") is { } type
                ? Ask(new ClientMessageFrame(message.Id, type, data.Json("d")))
                : Wrong("t must be a string."),
            "send-text" => ReadSendText(data),
            "append-to-context" => ReadAppend(data),
            "llm-function-call-result" => ReadFunctionResult(data),
            "dtmf" => ReadKeys(data),
            "disconnect-bot" => Ask(new EndFrame("client")),
            "ui-event" => data.Text("event") is { } name
                ? Ask(new UiEventFrame(name, data.Json("payload")))
                : Wrong("event must be a string."),
            "ui-snapshot" => data.Object("tree") is { } tree
                ? Ask(new UiSnapshotFrame(tree.GetRawText()))
                : Wrong("tree must be an object."),
            "ui-cancel-job-group" => data.Text("job_id") is { } job
                ? Ask(new UiCancelJobGroupFrame(job, data.Text("reason")))
                : Wrong("job_id must be a string."),
            "raw-audio" or "raw-audio-batch" => ReadAudio(data),
            _ => new RtviRequest
            {
                Error = $"Unsupported type {(message.Type.Length <= 64 ? message.Type : message.Type[..64])}",
            },
        };
    }

    private static RtviRequest ReadSendText(RtviFields data)
    {
        var options = new RtviFields(data.Object("options"));
        if (data.Text("content") is not { } content || string.IsNullOrWhiteSpace(content))
        {
            return Wrong("content must be a string that is not empty.");
        }

        if (
            !options.TryFlag("run_immediately", true, out var run)
            || !options.TryFlag("audio_response", true, out var speak)
        )
        {
            return Wrong("run_immediately and audio_response must be true or false.");
        }

        return Ask(
            run ? new InputTextFrame(content) { ReplyInText = !speak } : new ContextAppendFrame("user", content)
        );
    }

    private static RtviRequest ReadAppend(RtviFields data)
    {
        if (data.Text("role") is not ("user" or "assistant" or "system") || data.Json("content") is null)
        {
            return Wrong("role must be user, assistant or system, and content must be given.");
        }

        return data.TryFlag("run_immediately", false, out var run)
            ? Ask(
                new ContextAppendFrame(data.Text("role")!, data.Text("content") ?? data.Json("content")!)
                {
                    RunsModel = run,
                }
            )
            : Wrong("run_immediately must be true or false.");
    }

    private static RtviRequest ReadFunctionResult(RtviFields data) =>
        data.Text("function_name") is { } name
        && data.Text("tool_call_id") is { } call
        && (data.Text("result") ?? data.Json("result")) is { } result
            ? Ask(new ClientFunctionResultFrame(call, name, result))
            : Wrong("function_name and tool_call_id must be strings, and result must be given.");

    private static RtviRequest ReadKeys(RtviFields data)
    {
        var keys = data.Texts("buttons") is { Count: > 0 } buttons ? buttons : [data.Text("button") ?? ""];
        return keys.TrueForAll(key => key.Length == 1 && "0123456789*#".Contains(key[0], StringComparison.Ordinal))
            ? Ask(new InputDtmfFrame(string.Concat(keys)))
            : Wrong("buttons must be one or more of 0 to 9, * and #.");
    }

    private static RtviRequest ReadAudio(RtviFields data)
    {
        var pieces = data.Texts("base64AudioBatch") ?? [data.Text("base64Audio") ?? "-"];
        var pcm = new MemoryStream();
        foreach (var piece in pieces)
        {
            var bytes = new byte[(piece.Length / 4 * 3) + 3];
            if (!System.Convert.TryFromBase64String(piece, bytes, out var length))
            {
                return Wrong("base64Audio must be base64 of 16-bit PCM.");
            }

            pcm.Write(bytes, 0, length);
        }

        return new RtviRequest
        {
            IsAudio = true,
            Audio = pcm.ToArray(),
            SampleRate = data.Integer("sampleRate"),
            Channels = data.Integer("numChannels"),
        };
    }

    private static RtviRequest Ask(Frame frame) => new() { Frame = frame };

    private static RtviRequest Wrong(string what) => new() { Error = $"Invalid message: {what}" };
}
