using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>The receiving half of an association: takes DATA and decides when to acknowledge (RFC 9260 section 6.2).</summary>
internal sealed class SctpReceiver(uint firstTsn, SctpOptions options, Queue<SctpEvent> events)
{
    private const int MaxDuplicates = 16;
    private const int MaxGaps = 64;
    private const int PacketsPerAck = 2;

    private readonly InboundQueue _queue = new(firstTsn, options, events);
    private readonly uint[] _duplicates = new uint[MaxDuplicates];
    private int _duplicateCount;
    private int _packets;
    private bool _isDue;
    private bool _tookData;
    private Deadline _delay;

    public TimeSpan? NextTimeout => _delay.At;

    public int HeldBytes => _queue.HeldBytes;

    public uint Cumulative => _queue.Cumulative;

    /// <summary>True when a packet should go out for the acknowledgement alone.</summary>
    public bool IsAckDue => _isDue;

    /// <summary>False when the chunk breaks the protocol.</summary>
    public bool Take(in SctpChunk chunk)
    {
        var value = chunk.Value;
        if (value.Length <= DataFlags.HeaderBytes)
        {
            // Not even one byte of user data (section 6.2, case of "No User Data").
            return false;
        }

        var tsn = BinaryPrimitives.ReadUInt32BigEndian(value);
        var fragment = new InboundFragment(
            chunk.Flags,
            BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[6..]),
            BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            value[DataFlags.HeaderBytes..].ToArray()
        );
        var arrival = _queue.Add(tsn, fragment);
        _tookData = true;
        _isDue |= arrival is not Arrival.Accepted || (chunk.Flags & DataFlags.Immediate) != 0 || _queue.HasGaps;
        if (arrival is Arrival.Duplicate && _duplicateCount < MaxDuplicates)
        {
            _duplicates[_duplicateCount++] = tsn;
        }

        return arrival is not Arrival.Violation;
    }

    /// <summary>The peer moves on without some messages (RFC 3758 section 3.6). False when the chunk is malformed.</summary>
    public bool Forward(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4 || !_queue.Forward(BinaryPrimitives.ReadUInt32BigEndian(value)))
        {
            return false;
        }

        for (var skipped = value[4..]; skipped.Length >= 4; skipped = skipped[4..])
        {
            _queue.Skip(
                BinaryPrimitives.ReadUInt16BigEndian(skipped),
                BinaryPrimitives.ReadUInt16BigEndian(skipped[2..])
            );
        }

        _isDue = true;
        return true;
    }

    /// <summary>A packet was read to its end: every second one with data is acknowledged at once, others a little later.</summary>
    public void EndPacket(TimeSpan now)
    {
        if (!_tookData)
        {
            return;
        }

        _tookData = false;
        _isDue |= ++_packets >= PacketsPerAck;
        if (!_delay.IsRunning)
        {
            _delay.Set(now + options.AckDelay);
        }
    }

    public void HandleTimeout(TimeSpan now) => _isDue |= _delay.Expire(now);

    /// <summary>Adds a SACK when one is due, or when data waits for one and a packet goes out anyway.</summary>
    public void Write(ref SctpPacketWriter packet, bool evenIfEarly)
    {
        if (!_isDue && !(evenIfEarly && _delay.IsRunning))
        {
            return;
        }

        Span<(ushort Start, ushort End)> gaps = stackalloc (ushort, ushort)[MaxGaps];
        var gapCount = FindGaps(gaps);
        var value = packet.Add(SctpChunkType.Sack, 0, SackChunk.FixedBytes + (4 * (gapCount + _duplicateCount)));
        BinaryPrimitives.WriteUInt32BigEndian(value, _queue.Cumulative);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)_queue.Window);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)gapCount);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)_duplicateCount);
        value = value[SackChunk.FixedBytes..];
        foreach (var (start, end) in gaps[..gapCount])
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, start);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], end);
            value = value[4..];
        }

        foreach (var duplicate in _duplicates.AsSpan(0, _duplicateCount))
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, duplicate);
            value = value[4..];
        }

        (_isDue, _packets, _duplicateCount) = (false, 0, 0);
        _delay.Clear();
    }

    /// <summary>Nothing is acknowledged any more.</summary>
    public void Stop() => _delay.Clear();

    public void ResetStream(ushort stream) => _queue.ResetStream(stream);

    public ushort[] StreamIds() => _queue.StreamIds();

    /// <summary>A message was taken. A window that was nearly shut is announced anew.</summary>
    public void Release(int bytes)
    {
        var wasShut = _queue.Window < options.MaxPayloadBytes;
        _queue.Release(bytes);
        _isDue |= wasShut && _queue.Window >= options.MaxPayloadBytes;
    }

    private int FindGaps(Span<(ushort Start, ushort End)> gaps)
    {
        var count = 0;
        var start = 0u;
        for (var tsn = _queue.Cumulative + 1; count < gaps.Length && tsn != _queue.End + 1; tsn++)
        {
            var offset = tsn - _queue.Cumulative;
            if (_queue.IsReceived(tsn))
            {
                start = start == 0 ? offset : start;
            }
            else if (start != 0)
            {
                gaps[count++] = ((ushort)start, (ushort)(offset - 1));
                start = 0;
            }
        }

        return count;
    }
}
