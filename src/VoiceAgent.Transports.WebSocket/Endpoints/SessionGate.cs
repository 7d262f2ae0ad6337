namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>How a client was admitted.</summary>
internal enum Admission
{
    /// <summary>Not at all: all sessions are taken.</summary>
    Refused,

    /// <summary>It has the place of a session.</summary>
    In,

    /// <summary>All sessions are taken, but it may say that one of them is its own.</summary>
    Returning,
}

/// <summary>Counts sessions over all endpoints of the application, and knows those that clients may come back to. Thread-safe.</summary>
internal sealed class SessionGate(ResumableSessions resumable)
{
    /// <summary>Clients that may say, while all sessions are taken, that they come back to theirs.</summary>
    private const int MaxWaiting = 64;

    private int _sessions;
    private int _waiting;

    /// <summary>The conversations that clients may come back to.</summary>
    public ResumableSessions Resumable => resumable;

    /// <summary>Takes the place of a session, or one to say that it comes back. Follow it up with <see cref="Settle"/>.</summary>
    public Admission Admit(int limit) =>
        TryTake(ref _sessions, limit) ? Admission.In
        : resumable.Count > 0 && TryTake(ref _waiting, MaxWaiting) ? Admission.Returning
        : Admission.Refused;

    /// <summary>The handshake is over: gives back what is not needed.</summary>
    /// <param name="admission">How the client was admitted.</param>
    /// <param name="begins">True when it begins a conversation, which keeps the place until <see cref="Leave"/>.</param>
    public void Settle(Admission admission, bool begins)
    {
        if (admission == Admission.Returning)
        {
            Interlocked.Decrement(ref _waiting);
        }
        else if (admission == Admission.In && !begins)
        {
            Leave();
        }
    }

    /// <summary>Gives the place of a session back.</summary>
    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>Sessions that run now.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

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
