using System.Collections.Concurrent;

namespace VoiceAgent.Testing.Contracts;

/// <summary>Reads a stream to its end beside the test, and tells when some of the events it counts have come.</summary>
internal sealed class Reading<T>
{
    private readonly ConcurrentQueue<T> _events = new();
    private readonly Func<T, bool> _counts;
    private TaskCompletionSource _more = new();
    private int _counted;
    private int _wanted;

    private Reading(Func<T, bool> counts) => _counts = counts;

    /// <summary>All events so far.</summary>
    public IReadOnlyCollection<T> Events => _events;

    /// <summary>All events, when the stream has ended.</summary>
    public Task<IReadOnlyCollection<T>> Task { get; private set; } = null!;

    public static Reading<T> Start(IAsyncEnumerable<T> events, Func<T, bool> counts)
    {
        var reading = new Reading<T>(counts);
        reading.Task = reading.ReadAsync(events);
        return reading;
    }

    /// <summary>Waits until this many more counted events have come, or the stream has ended.</summary>
    public async Task Reached(int count)
    {
        _wanted += count;
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (Volatile.Read(ref _counted) >= _wanted || Task.IsCompleted)
            {
                return;
            }

            await System.Threading.Tasks.Task.WhenAny(Task, more).ConfigureAwait(false);
        }
    }

    /// <summary>Gives events that nobody asked for the time to come. One that keeps its promises passes however long this is.</summary>
    public static Task LetMoreCome() =>
        System.Threading.Tasks.Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);

    private async Task<IReadOnlyCollection<T>> ReadAsync(IAsyncEnumerable<T> events)
    {
        await foreach (var next in events.ConfigureAwait(false))
        {
            _events.Enqueue(next);
            if (_counts(next))
            {
                Interlocked.Increment(ref _counted);
                Interlocked.Exchange(ref _more, new TaskCompletionSource()).TrySetResult();
            }
        }

        return _events;
    }
}
