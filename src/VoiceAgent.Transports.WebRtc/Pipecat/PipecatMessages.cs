using System.Buffers;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Pipecat;

/// <summary>
/// What Pipecat's clients say on their data channel: RTVI messages, signalling, and a plain <c>ping</c> each second. One for a conversation,
/// whichever connections it has.
/// </summary>
/// <param name="maxBadMessages">Wrong messages after which the client is disconnected.</param>
internal sealed class PipecatMessages(int maxBadMessages) : IRtcMessageProtocol
{
    private const int Microphone = 0;
    private int _wrong;
    private volatile bool _isMuted;

    /// <summary>What was agreed with the client; set once by the handshake.</summary>
    public RtviVersion Version { get; set; } = RtviVersion.Current;

    /// <summary>True while the client says that its microphone is off.</summary>
    public bool IsMuted => _isMuted;

    public MediaInput? Read(ReadOnlySpan<byte> message, bool isText, IBufferWriter<byte> reply)
    {
        if (!isText)
        {
            return Wrong("Invalid message: send text.", reply);
        }

        if (TakeSignal(message))
        {
            return null;
        }

        if (RtviEnvelope.Read(message, out var wrong) is not { } envelope)
        {
            return wrong is null ? null : Wrong($"Invalid RTVI transport message: {wrong}.", reply);
        }

        var request = RtviRequest.Read(envelope);
        if (request.Frame is { } frame)
        {
            return MediaInput.FromMessage(frame);
        }

        var answer =
            request.IsReady ? RtviMessages.BotReady(envelope.Id, Version)
            : request.IsAudio ? RtviFrame.ErrorResponse(envelope.Id, "Audio goes by RTP.")
            : RtviFrame.ErrorResponse(envelope.Id, request.Error!);
        reply.Write(answer.Json.Span);
        return null;
    }

    /// <summary>Takes what is between the transports alone.</summary>
    /// <returns>False for anything else.</returns>
    public bool TakeSignal(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("ping"u8))
        {
            // Consent checks of ICE tell better whether the client is there.
            return true;
        }

        if (message.IndexOf("\"signalling\""u8) < 0)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(message);
            var fields = new RtviFields(JsonElement.ParseValue(ref reader));
            if (fields.Text("type") != "signalling")
            {
                return false;
            }

            var signal = new RtviFields(fields.Object("message"));
            if (signal.Text("type") == "trackStatus" && signal.Integer("receiver_index") == Microphone)
            {
                _isMuted = signal.TryFlag("enabled", missing: true, out var isEnabled) && !isEnabled;
            }

            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public bool Encode(Frame frame, IBufferWriter<byte> output)
    {
        switch (frame is NumberedFrame numbered ? numbered.Message : frame)
        {
            case RtviFrame message:
                output.Write(message.Json.Span);
                return true;
            case ErrorFrame error:
                output.Write(RtviFrame.Error(error.Message, error.IsFatal).Json.Span);
                return true;
            case EndFrame:
                output.Write("""{"type":"signalling","message":{"type":"peerLeft"}}"""u8);
                return true;
            default:
                return false;
        }
    }

    public bool EncodeClear(ResponseId through, IBufferWriter<byte> output) => false;

    private MediaInput? Wrong(string words, IBufferWriter<byte> reply)
    {
        var isTooMuch = ++_wrong >= maxBadMessages;
        reply.Write(RtviFrame.Error(words, isTooMuch).Json.Span);
        return isTooMuch ? MediaInput.FromClosed(ErrorCodes.Overflow) : null;
    }
}
