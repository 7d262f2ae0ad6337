namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Counts sessions over all endpoints of the application, and knows those that clients may come back to. Thread-safe.</summary>
internal sealed class SessionGate(ResumableSessions resumable)
{
    /// <summary>Clients that may say, while all sessions are taken, that they come back to theirs.</summary>
    private const int MaxWaiting = 64;

    private int _sessions;
    private int _waiting;

    /// <summary>The conversations that clients may come back to.</summary>
    public ResumableSessions Resumable => resumable;

    /// <summary>Takes the place of a session, unless all are taken.</summary>
    public bool TryEnter(int limit) => TryTake(ref _sessions, limit);

    /// <summary>Gives it back.</summary>
    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>Takes a place to say that it comes back.</summary>
    public bool TryWait() => TryTake(ref _waiting, MaxWaiting);

    /// <summary>Gives it back.</summary>
    public void StopWaiting() => Interlocked.Decrement(ref _waiting);

    private static bool TryTake(ref int taken, int limit)
    {
        if (Interlocked.Increment(ref taken) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }
}
