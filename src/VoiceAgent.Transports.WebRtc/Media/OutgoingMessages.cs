namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Messages on their way to the data channel, in order: kept while the channel is not open or full. What does not fit is dropped, the oldest
/// first, as long as the channel was never open; a channel that was open and takes nothing for long is <see cref="IsStuck"/>. Not thread-safe.
/// </summary>
/// <param name="send">Sends one text message; false when the channel takes none now.</param>
internal sealed class OutgoingMessages(Func<ReadOnlyMemory<byte>, bool> send)
{
    /// <summary>Messages that may wait.</summary>
    public const int MaxWaiting = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Queue<byte[]> _waiting = new();
    private bool _wasOpen;
    private TimeSpan? _stuckSince;

    /// <summary>Messages that were dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a message and sends what can be sent.</summary>
    public void Add(byte[] message, TimeSpan now)
    {
        if (_waiting.Count == MaxWaiting)
        {
            _waiting.Dequeue();
            Dropped++;
        }

        _waiting.Enqueue(message);
        Flush(now);
    }

    /// <summary>Sends what can be sent.</summary>
    public void Flush(TimeSpan now)
    {
        while (_waiting.TryPeek(out var message))
        {
            if (!send(message))
            {
                _stuckSince ??= now;
                return;
            }

            _wasOpen = true;
            _stuckSince = null;
            _waiting.Dequeue();
        }
    }

    /// <summary>True when the channel was open and has taken nothing for long.</summary>
    public bool IsStuck(TimeSpan now) => _wasOpen && _stuckSince is { } since && now - since > Patience;
}
