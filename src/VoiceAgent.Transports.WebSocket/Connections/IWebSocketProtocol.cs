using System.Buffers;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// What the bytes of one client mean: frames on this side, messages on the other. A connection has one of its own; it does no I/O.
/// <see cref="Read"/> is called by the receiving side, the others by whoever sends, possibly at the same time.
/// </summary>
internal interface IWebSocketProtocol
{
    /// <summary>How a reply is sent.</summary>
    WireType ReplyType { get; }

    /// <summary>Reads one whole message. Throws nothing.</summary>
    /// <param name="message">The bytes, valid during the call only.</param>
    /// <param name="binary">True for a binary message.</param>
    /// <param name="reply">
    /// Takes a message of <see cref="ReplyType"/> to answer with, such as a pong. Beside an error it says the error to the client.
    /// </param>
    ProtocolInput Read(ReadOnlySpan<byte> message, bool binary, IBufferWriter<byte> reply);

    /// <summary>Writes a frame as one message.</summary>
    WireType Encode(Frame frame, IBufferWriter<byte> output);

    /// <summary>Writes audio as one message.</summary>
    WireType EncodeAudio(in MediaOutput audio, IBufferWriter<byte> output);

    /// <summary>Writes what announces audio whose response or position does not follow from what was sent before.</summary>
    WireType EncodeMark(in MediaOutput audio, IBufferWriter<byte> output);

    /// <summary>Writes the command to drop all audio through a response.</summary>
    WireType EncodeClear(ResponseId through, IBufferWriter<byte> output);
}

/// <summary>What a message turned out to be: an input, an error, or nothing of either (a reply, or nothing to do).</summary>
internal readonly record struct ProtocolInput(MediaInput? Input, ErrorFrame? Error);
