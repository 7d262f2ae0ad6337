using System.Buffers;
using System.Text;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Messages as plain text: what comes is typed text, and frames are told by their names.</summary>
internal sealed class PlainProtocol : IRtcMessageProtocol
{
    public MediaInput? Read(ReadOnlySpan<byte> message, bool isText, IBufferWriter<byte> reply)
    {
        var text = Encoding.UTF8.GetString(message);
        if (text == "ping")
        {
            reply.Write("pong"u8);
            return null;
        }

        return MediaInput.FromMessage(text == "bye" ? new EndFrame("the client said so") : new InputTextFrame(text));
    }

    public bool Encode(Frame frame, IBufferWriter<byte> output)
    {
        var name = frame switch
        {
            BotStartedSpeakingFrame => "started",
            BotStoppedSpeakingFrame => "stopped",
            EndFrame => "end",
            _ => "",
        };
        output.Write(Encoding.UTF8.GetBytes(name));
        return name.Length > 0;
    }

    public bool EncodeClear(ResponseId through, IBufferWriter<byte> output)
    {
        output.Write(Encoding.UTF8.GetBytes($"clear {through.Value}"));
        return true;
    }
}
