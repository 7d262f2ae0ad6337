namespace VoiceAgent.Resilience;

/// <summary>A quantile of the last measurements. Thread-safe.</summary>
/// <param name="capacity">How many measurements count.</param>
internal sealed class RollingQuantile(int capacity)
{
    private readonly Lock _lock = new();
    private readonly double[] _window = new double[capacity];
    private double[]? _sorted;
    private int _count;
    private int _next;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public void Add(TimeSpan measured)
    {
        lock (_lock)
        {
            _window[_next] = measured.TotalSeconds;
            _next = (_next + 1) % capacity;
            _count = Math.Min(_count + 1, capacity);
            _sorted = null;
        }
    }

    /// <summary>The value that the given share of measurements does not exceed. There must be one.</summary>
    public TimeSpan At(double share)
    {
        lock (_lock)
        {
            if (_sorted is null)
            {
                _sorted = _window[.._count];
                Array.Sort(_sorted);
            }

            var place = (int)Math.Ceiling(share * _sorted.Length) - 1;
            return TimeSpan.FromSeconds(_sorted[Math.Clamp(place, 0, _sorted.Length - 1)]);
        }
    }
}
