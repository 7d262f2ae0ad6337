namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Packets by their full sequence number. Arrays are kept, so once warm nothing is allocated.</summary>
internal sealed class PacketStore
{
    /// <summary>Packets it holds at most; their numbers lie within as many.</summary>
    public const int Capacity = 64;

    private readonly Slot[] _slots = new Slot[Capacity];

    /// <summary>Packets held.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a packet in, over one that is further than the capacity behind it.</summary>
    /// <returns>False when it is there already.</returns>
    public bool TryAdd(long sequence, long timestamp, ReadOnlySpan<byte> payload)
    {
        ref var slot = ref _slots[sequence % Capacity];
        if (slot.IsUsed && slot.Sequence == sequence)
        {
            return false;
        }

        Count += slot.IsUsed ? 0 : 1;
        if (slot.Payload is null || slot.Payload.Length < payload.Length)
        {
            slot.Payload = new byte[payload.Length * 2];
        }

        payload.CopyTo(slot.Payload);
        (slot.IsUsed, slot.Sequence, slot.Timestamp, slot.Length) = (true, sequence, timestamp, payload.Length);
        return true;
    }

    /// <summary>Looks a packet up. The payload is valid until the next change.</summary>
    public bool TryGet(long sequence, out long timestamp, out ReadOnlySpan<byte> payload)
    {
        ref var slot = ref _slots[sequence % Capacity];
        var isThere = slot.IsUsed && slot.Sequence == sequence;
        timestamp = slot.Timestamp;
        payload = isThere ? slot.Payload.AsSpan(0, slot.Length) : default;
        return isThere;
    }

    /// <summary>The packet with the lowest number not below one.</summary>
    public bool TryFindFirst(long from, out long sequence)
    {
        sequence = from;
        for (var seen = 0; Count > 0 && seen < Capacity; seen++, sequence++)
        {
            ref var slot = ref _slots[sequence % Capacity];
            if (slot.IsUsed && slot.Sequence == sequence)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a packet out.</summary>
    public void Remove(long sequence)
    {
        ref var slot = ref _slots[sequence % Capacity];
        if (slot.IsUsed && slot.Sequence == sequence)
        {
            slot.IsUsed = false;
            Count--;
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _slots[i].IsUsed = false;
        }

        Count = 0;
    }

    private struct Slot
    {
        public bool IsUsed;
        public long Sequence;
        public long Timestamp;
        public byte[]? Payload;
        public int Length;
    }
}
