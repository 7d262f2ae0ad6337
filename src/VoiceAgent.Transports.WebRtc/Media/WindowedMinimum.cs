namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>The least of what came lately: in a window of time, or up to twice as long.</summary>
/// <param name="window">How long a value counts at least.</param>
internal sealed class WindowedMinimum(TimeSpan window)
{
    private long _current = long.MaxValue;
    private long _before = long.MaxValue;
    private TimeSpan _turnsAt = TimeSpan.MinValue;

    /// <summary>The least value; the greatest number when there is none.</summary>
    public long Value => Math.Min(_current, _before);

    /// <summary>True when a value came.</summary>
    public bool HasAny => Value != long.MaxValue;

    /// <summary>Notes a value.</summary>
    public void Add(long value, TimeSpan now)
    {
        if (now >= _turnsAt)
        {
            _before = _current;
            _current = long.MaxValue;
            _turnsAt = now + window;
        }

        _current = Math.Min(_current, value);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        (_current, _before) = (long.MaxValue, long.MaxValue);
        _turnsAt = TimeSpan.MinValue;
    }
}
