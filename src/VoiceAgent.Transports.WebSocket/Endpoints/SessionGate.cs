namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Counts sessions and refuses those over the limit.</summary>
internal sealed class SessionGate
{
    private int _sessions;

    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _sessions) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _sessions);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _sessions);
}
