using VoiceAgent.Recording;

namespace VoiceAgent.Hosting.Commands;

/// <summary>
/// Replays of one recording. The first of a process compiles the code of the session, which takes longer than a short call; how fast a
/// replay is, those after it tell.
/// </summary>
/// <param name="First">What the first one found.</param>
/// <param name="FirstTook">How long it took.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Hashes">How many different courses they took; one, unless something is left to chance.</param>
/// <param name="Speed">Median speed of those after the first, as a multiple of real time.</param>
internal sealed record ReplayRuns(ReplayResult First, TimeSpan FirstTook, int Count, int Hashes, double Speed)
{
    // Enough for a typical call to be replayed a few times; a call of hours is replayed as often as was asked for.
    private const int MostToMeasure = 9;
    private static readonly TimeSpan TimeToMeasure = TimeSpan.FromSeconds(1);

    /// <param name="recording">What is replayed.</param>
    /// <param name="times">How often at least; it goes on for a second to measure the speed.</param>
    /// <param name="time">The clock of the measurement.</param>
    public static ReplayRuns Run(SessionRecording recording, int times, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var first = SessionReplay.Run(recording);
        var firstTook = time.GetElapsedTime(began);
        HashSet<string> hashes = [first.Hash];
        List<double> took = [];
        while (took.Count + 1 < times || (took.Count < MostToMeasure && time.GetElapsedTime(began) < TimeToMeasure))
        {
            var start = time.GetTimestamp();
            hashes.Add(SessionReplay.Run(recording).Hash);
            took.Add(time.GetElapsedTime(start).TotalSeconds);
        }

        took.Sort();
        var typical = took.Count > 0 ? took[took.Count / 2] : firstTook.TotalSeconds;
        return new ReplayRuns(
            first,
            firstTook,
            took.Count + 1,
            hashes.Count,
            first.Duration.TotalSeconds / Math.Max(typical, 1e-6)
        );
    }
}
