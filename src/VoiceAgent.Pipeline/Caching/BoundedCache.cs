namespace VoiceAgent.Caching;

/// <summary>Keeps what was used last, up to a weight. Thread-safe.</summary>
/// <typeparam name="TValue">What is kept.</typeparam>
/// <param name="maximum">Most weight of all together; what weighs more than a quarter of it is not kept.</param>
/// <param name="lifetime">How long something is kept, however often it is used.</param>
/// <param name="time">The clock.</param>
internal sealed class BoundedCache<TValue>(long maximum, TimeSpan lifetime, TimeProvider time)
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _weight;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public TValue? Find(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            if (time.GetElapsedTime(node.Value.Since) >= lifetime)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Value;
        }
    }

    public void Add(string key, TValue value, long weight)
    {
        if (weight > maximum / 4)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var before))
            {
                Remove(before);
            }

            _entries[key] = _byUse.AddLast(new Entry(key, value, weight, time.GetTimestamp()));
            _weight += weight;
            while (_weight > maximum && _byUse.First is { } oldest)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _weight -= node.Value.Weight;
    }

    private sealed record Entry(string Key, TValue Value, long Weight, long Since);
}
