namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Has every client say a frame each 20 ms, staggered over the interval, from one thread; and keeps the time each needed to the
/// recogniser.
/// </summary>
internal sealed class Metronome(int sessions)
{
    private const int Beat = 20;
    private readonly double[] _latencies = new double[2_000_000];
    private int _count;
    private volatile bool _stopped;

    /// <summary>Starts it.</summary>
    /// <param name="hear">Has the client of this number say the next 20 ms.</param>
    public Task Start(Action<int> hear) =>
        Task.Factory.StartNew(
            () => Run(hear),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    public void Stop() => _stopped = true;

    public void Forget() => Volatile.Write(ref _count, 0);

    /// <summary>Notes how old a frame was when the recogniser got it.</summary>
    public void Arrived(long sent)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < _latencies.Length)
        {
            _latencies[index] = TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds;
        }
    }

    /// <summary>All latencies since <see cref="Forget"/>, in milliseconds.</summary>
    public double[] Latencies() => _latencies[..Math.Min(_count, _latencies.Length)];

    private void Run(Action<int> hear)
    {
        using var wait = new ManualResetEventSlim();
        var began = TimeProvider.System.GetTimestamp();
        for (var beat = 1L; !_stopped; beat++)
        {
            // One millisecond, one twentieth of the sessions.
            var slice = (int)(beat % Beat);
            for (var i = slice; i < sessions; i += Beat)
            {
                hear(i);
            }

            var due = TimeSpan.FromMilliseconds(beat) - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                wait.Wait(due);
            }
        }
    }
}
