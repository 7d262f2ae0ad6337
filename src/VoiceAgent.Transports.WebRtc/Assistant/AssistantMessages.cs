using System.Buffers;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebSockets.Assistant;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebRtc.Assistant;

/// <summary>
/// The assistant protocol on a data channel: the JSON messages of the WebSocket (<c>docs/reference/ws-assistant.md</c>), without those for audio.
/// </summary>
/// <param name="protocol">What they mean; carries no audio.</param>
/// <param name="maxBadMessages">Wrong messages after which the client is disconnected.</param>
internal sealed class AssistantMessages(AssistantProtocol protocol, int maxBadMessages) : IRtcMessageProtocol
{
    private int _wrong;

    public MediaInput? Read(ReadOnlySpan<byte> message, bool isText, IBufferWriter<byte> reply)
    {
        var (input, error) = protocol.Read(message, binary: !isText, reply);
        if (error is null)
        {
            return input;
        }

        if (++_wrong < maxBadMessages)
        {
            protocol.Encode(error, reply);
            return null;
        }

        var words = $"{_wrong} messages were wrong; fix the client. The last one: {error.Message}";
        protocol.Encode(new ErrorFrame(ErrorCodes.Overflow, words) { IsFatal = true }, reply);
        return MediaInput.FromClosed(ErrorCodes.Overflow);
    }

    public bool Encode(Frame frame, IBufferWriter<byte> output) => protocol.Encode(frame, output) != WireType.None;

    public bool EncodeClear(ResponseId through, IBufferWriter<byte> output) =>
        protocol.EncodeClear(through, output) != WireType.None;
}
