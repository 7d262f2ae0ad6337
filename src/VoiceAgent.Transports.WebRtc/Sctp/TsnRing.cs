namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// A window over the sequence of TSNs, wrap included: one slot for each number from <see cref="First"/> on. Grows as the
/// window opens, up to a fixed number of slots.
/// </summary>
internal sealed class TsnRing<T>(uint first, int capacity)
{
    private T[] _slots = new T[Math.Min(16, capacity)];
    private int _head;

    /// <summary>The lowest number in the window, or the next one when it is empty.</summary>
    public uint First { get; private set; } = first;

    public int Count { get; private set; }

    /// <summary>The number after the highest in the window.</summary>
    public uint End => First + (uint)Count;

    public int Capacity => capacity;

    public bool Contains(uint tsn) => tsn - First < (uint)Count;

    public ref T this[uint tsn] => ref _slots[(_head + (int)(tsn - First)) & (_slots.Length - 1)];

    /// <summary>Opens the window up to a number; false when that is below it or too far above.</summary>
    public bool TryReach(uint tsn)
    {
        var needed = tsn - First + 1;
        if (needed == 0 || needed > (uint)capacity)
        {
            return false;
        }

        if (needed > (uint)_slots.Length)
        {
            Grow((int)needed);
        }

        Count = Math.Max(Count, (int)needed);
        return true;
    }

    public void RemoveFirst()
    {
        _slots[_head] = default!;
        _head = (_head + 1) & (_slots.Length - 1);
        First++;
        Count--;
    }

    /// <summary>Empties the window and goes on at another number.</summary>
    public void Restart(uint first)
    {
        Array.Clear(_slots);
        (First, Count, _head) = (first, 0, 0);
    }

    private void Grow(int needed)
    {
        var length = _slots.Length;
        while (length < needed)
        {
            length *= 2;
        }

        var grown = new T[length];
        for (var i = 0; i < Count; i++)
        {
            grown[i] = _slots[(_head + i) & (_slots.Length - 1)];
        }

        (_slots, _head) = (grown, 0);
    }
}
