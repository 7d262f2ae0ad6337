namespace VoiceAgent.Stt;

/// <summary>The last moments of audio before speech was noticed: a ring of bytes.</summary>
internal sealed class PreRoll(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private int _next;
    private int _count;

    public void Add(ReadOnlyMemory<byte> audio)
    {
        var bytes = audio.Span;
        if (bytes.Length > capacity)
        {
            bytes = bytes[^capacity..];
        }

        var first = Math.Min(bytes.Length, capacity - _next);
        bytes[..first].CopyTo(_ring.AsSpan(_next));
        bytes[first..].CopyTo(_ring);
        _next = capacity == 0 ? 0 : (_next + bytes.Length) % capacity;
        _count = Math.Min(capacity, _count + bytes.Length);
    }

    /// <summary>Takes everything out, oldest first.</summary>
    public byte[] Take()
    {
        var taken = new byte[_count];
        var start = (_next - _count + capacity) % Math.Max(1, capacity);
        var first = Math.Min(_count, capacity - start);
        _ring.AsSpan(start, first).CopyTo(taken);
        _ring.AsSpan(0, _count - first).CopyTo(taken.AsSpan(first));
        _count = 0;
        return taken;
    }
}
