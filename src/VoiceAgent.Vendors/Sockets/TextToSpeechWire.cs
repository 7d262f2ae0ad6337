using System.Text.Json;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// A voice's language on its socket: all that a vendor has to bring. One per connection, so it may remember what a stream leaves open. Calls never
/// overlap.
/// </summary>
public abstract class TextToSpeechWire
{
    /// <summary>Where to connect.</summary>
    public abstract SocketAddress Address { get; }

    /// <summary>Sent first. Default: nothing.</summary>
    public virtual IEnumerable<SocketMessage> Opening => [];

    /// <summary>Sent when nothing else was for a while; null, the default, relies on pings.</summary>
    public virtual SocketMessage? KeepAlive => null;

    /// <summary>Sent before the socket is closed. Default: nothing.</summary>
    public virtual SocketMessage? Closing => null;

    /// <summary>
    /// True when utterances may be written side by side and text is handed over as it comes; false, the default, hands over one whole utterance
    /// after the other.
    /// </summary>
    public virtual bool TakesDeltas => false;

    /// <summary>Most utterances the vendor works at; more wait their turn. Default 64.</summary>
    public virtual int MaximumOpen => 64;

    /// <summary>Text of an utterance; the first of its number opens it.</summary>
    public abstract IEnumerable<SocketMessage> Write(long utterance, string text);

    /// <summary>The utterance is complete.</summary>
    public abstract IEnumerable<SocketMessage> Flush(long utterance);

    /// <summary>Utterances that were written are not wanted any more.</summary>
    public abstract IEnumerable<SocketMessage> Cancel(IReadOnlyList<long> utterances);

    /// <summary>Reads a text message.</summary>
    /// <exception cref="Errors.VoiceAgentException">The vendor tells of a failure.</exception>
    public abstract void OnText(JsonElement message, SpokenUtterances spoken);

    /// <summary>Reads a binary message. Default: leaves it out.</summary>
    public virtual void OnBinary(ReadOnlyMemory<byte> message, SpokenUtterances spoken) { }
}
