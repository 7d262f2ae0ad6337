namespace VoiceAgent.Frames;

/// <summary>
/// Number of a bot response within its session. Numbers only grow, so "cancelled through 7" says everything about which
/// frames are stale. Zero means the frame belongs to no response and is never stale.
/// </summary>
/// <param name="Value">The number; zero for none.</param>
public readonly record struct ResponseId(long Value) : IComparable<ResponseId>
{
    /// <summary>No response.</summary>
    public static ResponseId None => default;

    /// <summary>True unless this is <see cref="None"/>.</summary>
    public bool HasValue => Value != 0;

    /// <summary>True when a response cancelled through <paramref name="cancelledThrough"/> includes this one.</summary>
    public bool IsStale(ResponseId cancelledThrough) => Value != 0 && Value <= cancelledThrough.Value;

    /// <inheritdoc />
    public int CompareTo(ResponseId other) => Value.CompareTo(other.Value);

    /// <summary>Earlier than.</summary>
    public static bool operator <(ResponseId left, ResponseId right) => left.Value < right.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(ResponseId left, ResponseId right) => left.Value > right.Value;

    /// <summary>Not later than.</summary>
    public static bool operator <=(ResponseId left, ResponseId right) => left.Value <= right.Value;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(ResponseId left, ResponseId right) => left.Value >= right.Value;

    /// <inheritdoc />
    public override string ToString() => $"r{Value}";
}
