namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// The language of a voice that does not say which utterance its audio belongs to: it speaks one after the other, so the oldest one it was given is
/// meant. Its audio comes as binary messages.
/// </summary>
public abstract class SerialTextToSpeechWire : TextToSpeechWire
{
    private readonly SerialUtterances _utterances = new();

    /// <inheritdoc />
    public sealed override IEnumerable<SocketMessage> Write(long utterance, string text)
    {
        _utterances.Give(utterance);
        return [Speak(text)];
    }

    /// <inheritdoc />
    public sealed override IEnumerable<SocketMessage> Flush(long utterance) => [EndOfUtterance];

    /// <inheritdoc />
    public sealed override IEnumerable<SocketMessage> Cancel(IReadOnlyList<long> utterances)
    {
        _utterances.Cancel(utterances);
        return [Clear];
    }

    /// <inheritdoc />
    public sealed override void OnBinary(ReadOnlyMemory<byte> message, SpokenUtterances spoken)
    {
        ArgumentNullException.ThrowIfNull(spoken);
        if (_utterances.Current is { } utterance)
        {
            spoken.Audio(utterance, message);
        }
    }

    /// <summary>Says that all of an utterance was written.</summary>
    protected abstract SocketMessage EndOfUtterance { get; }

    /// <summary>Asks the vendor to drop all it has not spoken.</summary>
    protected abstract SocketMessage Clear { get; }

    /// <summary>The whole text of an utterance.</summary>
    protected abstract SocketMessage Speak(string text);

    /// <summary>The vendor has spoken an utterance.</summary>
    protected void Spoken(SpokenUtterances spoken)
    {
        ArgumentNullException.ThrowIfNull(spoken);
        if (_utterances.Spoken() is { } utterance)
        {
            spoken.Completed(utterance);
        }
    }

    /// <summary>The vendor has dropped what it was asked to.</summary>
    protected void Cleared() => _utterances.Cleared();
}
