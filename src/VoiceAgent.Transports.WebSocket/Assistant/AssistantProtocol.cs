using System.Buffers;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Observers;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>The assistant protocol on one connection. See <c>docs/reference/ws-assistant.md</c>.</summary>
internal sealed class AssistantProtocol(string sessionId, ToolEventDetail toolEvents) : IWebSocketProtocol
{
    /// <summary>What was agreed; set once by the handshake, before anything else runs.</summary>
    public AssistantHello Hello { get; set; } = new();

    /// <summary>False where audio goes beside the messages: there is none in them, and how far it is played is known without the client.</summary>
    public bool CarriesAudio { get; init; } = true;

    public WireType ReplyType => WireType.Text;

    public ProtocolInput Read(ReadOnlySpan<byte> message, bool binary, IBufferWriter<byte> reply)
    {
        var read = binary ? ClientMessageReader.ReadBinary(message) : ClientMessageReader.Read(message);
        return Accept(in read, reply);
    }

    /// <summary>What a message means in this conversation.</summary>
    public ProtocolInput Accept(in ClientMessage message, IBufferWriter<byte> reply)
    {
        switch (message.Kind)
        {
            case ClientMessageKind.Audio when !CarriesAudio:
                return Wrong(ErrorCodes.InvalidMessage, "Audio goes by RTP; the data channel takes JSON text only.");
            case ClientMessageKind.Audio
                when message.SampleRate is not 0 && message.SampleRate != Hello.Input.SampleRate:
                return Wrong(
                    ErrorCodes.UnsupportedAudio,
                    $"sample_rate is {message.SampleRate} but {Hello.Input.SampleRate} was agreed in the first message."
                );
            case ClientMessageKind.Audio:
                return message.Audio.IsEmpty ? default : Input(MediaInput.FromAudio(message.Audio));
            case ClientMessageKind.Text:
                return Input(MediaInput.FromMessage(new InputTextFrame(message.Text!)));
            case ClientMessageKind.Played:
                var played = CarriesAudio ? message.Number!.Value : 0;
                return Input(MediaInput.FromPlayed(played) with { SeenSequence = message.Sequence });
            case ClientMessageKind.End:
                return Input(MediaInput.FromMessage(new EndFrame("client")));
            case ClientMessageKind.Ping:
                var json = JsonScratch.Begin(reply);
                new ServerMessageWriter(json).Pong(message.Number);
                json.Flush();
                return default;
            case ClientMessageKind.Hello:
                return Wrong(
                    ErrorCodes.InvalidMessage,
                    "auth, start and resume are for the first message only; connect again."
                );
            default:
                return Wrong(message.Code!, message.Text!);
        }
    }

    public WireType Encode(Frame frame, IBufferWriter<byte> output)
    {
        var (message, sequence) = frame is NumberedFrame numbered ? (numbered.Message, numbered.Sequence) : (frame, 0);
        var json = JsonScratch.Begin(output);
        if (!TryWrite(message, new ServerMessageWriter(json, sequence)))
        {
            return WireType.None;
        }

        json.Flush();
        return WireType.Text;
    }

    private bool TryWrite(Frame frame, ServerMessageWriter write)
    {
        switch (frame)
        {
            case LlmTextFrame text:
                write.Response(text.ResponseId, text.Text, isFinal: false);
                break;
            case LlmResponseEndFrame end:
                write.Response(end.ResponseId, "", isFinal: true);
                break;
            case TtsSpeakFrame { ResponseId.HasValue: true } speak:
                write.Response(speak.ResponseId, speak.Text, isFinal: true);
                break;
            case BotHeardFrame heard:
                write.Heard(heard);
                break;
            case InterimTranscriptionFrame interim:
                write.Transcript(interim.Text, isFinal: false, rejected: false);
                break;
            case TranscriptionFrame final:
                write.Transcript(final.Text, isFinal: true, final.Rejected);
                break;
            case UserTurnFrame turn:
                write.Turn(turn);
                break;
            case SessionStateFrame state:
                write.State(state.State);
                break;
            case TurnLatencyFrame latency:
                write.Latency(latency.Latency);
                break;
            case ToolCallStartedFrame call when toolEvents != ToolEventDetail.None:
                write.ToolStarted(call, toolEvents == ToolEventDetail.Full);
                break;
            case ToolCallEndedFrame call when toolEvents != ToolEventDetail.None:
                write.ToolEnded(call, toolEvents == ToolEventDetail.Full);
                break;
            case SessionReadyFrame ready:
                write.Ready(sessionId, Hello, CarriesAudio, ready);
                break;
            case SessionResumedFrame resumed:
                write.Resumed(sessionId, resumed);
                break;
            case ErrorFrame error:
                write.Error(error);
                break;
            case EndFrame end:
                write.Bye(end.Reason);
                break;
            default:
                return false;
        }

        return true;
    }

    public WireType EncodeAudio(in MediaOutput audio, IBufferWriter<byte> output)
    {
        if (Hello.BinaryAudio)
        {
            output.Write(audio.Pcm.Span);
            return WireType.Binary;
        }

        var json = JsonScratch.Begin(output);
        new ServerMessageWriter(json).Audio(in audio);
        json.Flush();
        return WireType.Text;
    }

    public WireType EncodeMark(in MediaOutput audio, IBufferWriter<byte> output)
    {
        var json = JsonScratch.Begin(output);
        new ServerMessageWriter(json).Mark(in audio);
        json.Flush();
        return WireType.Text;
    }

    public WireType EncodeClear(ResponseId through, IBufferWriter<byte> output)
    {
        var json = JsonScratch.Begin(output);
        new ServerMessageWriter(json).Clear(through);
        json.Flush();
        return WireType.Text;
    }

    private static ProtocolInput Input(MediaInput input) => new(input, null);

    private static ProtocolInput Wrong(string code, string message) => new(null, new ErrorFrame(code, message));
}
