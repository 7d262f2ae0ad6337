using System.Buffers;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// What the messages of one client's data channel mean: frames on this side, text on the other. A connection has one of its own; it does no
/// I/O. <see cref="Read"/> is called by the receiving side, the others by whoever sends, possibly at the same time.
/// </summary>
internal interface IRtcMessageProtocol
{
    /// <summary>Reads one whole message. Throws nothing.</summary>
    /// <param name="message">The bytes, valid during the call only.</param>
    /// <param name="isText">False for a binary message.</param>
    /// <param name="reply">Takes a text message to answer with, such as a pong or an error.</param>
    /// <returns>What the client said, or null when there is nothing for the conversation in it.</returns>
    MediaInput? Read(ReadOnlySpan<byte> message, bool isText, IBufferWriter<byte> reply);

    /// <summary>Writes a frame as one text message.</summary>
    /// <returns>False when the protocol has none for it; then nothing was written.</returns>
    bool Encode(Frame frame, IBufferWriter<byte> output);

    /// <summary>Writes the command to drop all audio through a response, for clients that keep some of it themselves.</summary>
    /// <returns>False when the protocol has none; then nothing was written.</returns>
    bool EncodeClear(ResponseId through, IBufferWriter<byte> output);
}
