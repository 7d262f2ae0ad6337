namespace VoiceAgent.Tests.Common;

/// <summary>Counts what code allocates.</summary>
public static class Allocations
{
    private const int Rounds = 10;

    /// <summary>
    /// The least that <paramref name="body"/> allocated on this thread in some rounds, in bytes. A collection started by
    /// another thread gives this one a new allocation context, and the rest of the old one, up to 8 KB, counts as
    /// allocated: one round alone may say too much.
    /// </summary>
    public static long Of(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        body();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            body();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
