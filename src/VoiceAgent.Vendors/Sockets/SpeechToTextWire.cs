using System.Text.Json;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// A recogniser's language on its socket: all that a vendor has to bring. One per connection, so it may remember what a stream leaves open. Messages
/// are handed over one at a time; writing may run beside them.
/// </summary>
public abstract class SpeechToTextWire
{
    /// <summary>Where to connect.</summary>
    public abstract SocketAddress Address { get; }

    /// <summary>Sent first. Default: nothing.</summary>
    public virtual IEnumerable<SocketMessage> Opening => [];

    /// <summary>Sent when nothing else was for a while; null, the default, relies on pings.</summary>
    public virtual SocketMessage? KeepAlive => null;

    /// <summary>Sent before the socket is closed. Default: nothing.</summary>
    public virtual SocketMessage? Closing => null;

    /// <summary>Audio. Default: a binary message.</summary>
    public virtual SocketMessage Audio(ReadOnlyMemory<byte> pcm) => SocketMessage.Binary(pcm);

    /// <summary>Asks for the final text of what was sent since the last time.</summary>
    public abstract SocketMessage EndOfSegment();

    /// <summary>Reads a message and tells what was heard.</summary>
    /// <param name="message">The message; valid during the call.</param>
    /// <param name="heard">Takes what it says.</param>
    /// <exception cref="Errors.VoiceAgentException">The vendor tells of a failure.</exception>
    public abstract void OnText(JsonElement message, RecognizedSegments heard);
}
