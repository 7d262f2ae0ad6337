using System.Buffers;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A growing buffer from the shared pool. It holds an array only between the first write and <see cref="Release"/>.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int MinimumSize = 512;

    private byte[] _array = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Forgets what was written and keeps the array.</summary>
    public void Clear() => Length = 0;

    /// <summary>Hands the array over to the caller, who returns it to the shared pool.</summary>
    public byte[] Detach(out int length)
    {
        (var array, length) = (_array, Length);
        (_array, Length) = ([], 0);
        return array;
    }

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        (_array, Length) = ([], 0);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _array.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(MinimumSize, 2 * Length)));
        _array.AsSpan(0, Length).CopyTo(larger);
        var length = Length;
        Release();
        (_array, Length) = (larger, length);
    }
}
