namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Samples in the order they came, up to a fixed number.</summary>
/// <param name="capacity">Samples it holds.</param>
internal sealed class SampleQueue(int capacity)
{
    private readonly short[] _samples = new short[capacity];

    /// <summary>Samples held.</summary>
    public int Count { get; private set; }

    /// <summary>Room at the end, to be filled before anything else happens.</summary>
    /// <param name="samples">How many will follow, at most; fewer when there is no more room.</param>
    public Span<short> Room(int samples) => _samples.AsSpan(Count, Math.Min(samples, _samples.Length - Count));

    /// <summary>Says how many of the room were filled.</summary>
    public void Fill(int samples) => Count += samples;

    /// <summary>Takes from the front.</summary>
    public void Take(Span<short> samples)
    {
        _samples.AsSpan(0, samples.Length).CopyTo(samples);
        Count -= samples.Length;
        _samples.AsSpan(samples.Length, Count).CopyTo(_samples);
    }

    /// <summary>Drops from the end.</summary>
    public void Drop(int samples) => Count -= samples;

    /// <summary>Drops all.</summary>
    public void Clear() => Count = 0;
}
