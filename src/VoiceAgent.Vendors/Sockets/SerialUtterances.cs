namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// For vendors that do not say which utterance their audio belongs to: they speak one after the other, so the oldest one they were given is meant.
/// Called from one thread at a time.
/// </summary>
public sealed class SerialUtterances
{
    private readonly Queue<long> _given = new();
    private readonly HashSet<long> _cancelled = [];

    /// <summary>The utterance that is spoken now; null for none, or for one that is cancelled.</summary>
    public long? Current => _given.TryPeek(out var first) && !_cancelled.Contains(first) ? first : null;

    /// <summary>An utterance was given to the vendor whole.</summary>
    public void Give(long utterance) => _given.Enqueue(utterance);

    /// <summary>Utterances were cancelled; the vendor's answer to that is told by <see cref="Cleared"/>.</summary>
    public void Cancel(IReadOnlyList<long> utterances) => _cancelled.UnionWith(utterances);

    /// <summary>The vendor has spoken an utterance.</summary>
    /// <returns>Its number; null when it was cancelled or nothing was given.</returns>
    public long? Spoken() => _given.TryDequeue(out var spoken) && !_cancelled.Remove(spoken) ? spoken : null;

    /// <summary>The vendor has dropped what was cancelled.</summary>
    public void Cleared()
    {
        while (_given.TryPeek(out var first) && _cancelled.Remove(first))
        {
            _given.Dequeue();
        }
    }
}
