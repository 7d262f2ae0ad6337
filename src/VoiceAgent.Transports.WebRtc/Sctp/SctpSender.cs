namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>The sending half of an association: the queue under congestion and flow control, and the timer T3-rtx.</summary>
internal sealed class SctpSender(uint firstTsn, SctpOptions options, RetransmissionTimeout timeout)
{
    private readonly CongestionWindow _congestion = new(options.MaxPayloadBytes);
    private readonly OutboundQueue _queue = new(firstTsn, options);
    private Deadline _retransmission;
    private TimeSpan _lastSent;
    private uint _peerWindow;
    private bool _fastRetransmission;

    public int BufferedBytes => _queue.BufferedBytes;

    public bool IsEmpty => _queue.IsEmpty;

    /// <summary>True when a chunk could go out now.</summary>
    public bool HasWork => _queue.Next() is { } chunk && MaySend(chunk, int.MaxValue);

    public uint NextTsn => _queue.NextTsn;

    public uint Acknowledged => _queue.Acknowledged;

    public TimeSpan? NextTimeout => _retransmission.At;

    /// <summary>The peer said how much room it has.</summary>
    public void Open(uint peerWindow) => _peerWindow = peerWindow;

    public bool TryAdd(ushort stream, uint protocol, ReadOnlySpan<byte> message) =>
        _queue.TryAdd(stream, protocol, message);

    public void ResetStream(ushort stream) => _queue.ResetStream(stream);

    /// <summary>Adds as many chunks to the packet as it and the windows hold.</summary>
    public void Write(ref SctpPacketWriter packet, TimeSpan now)
    {
        if (_queue is { FlightBytes: 0, HasLost: false } && now - _lastSent > timeout.Current)
        {
            _congestion.Decay();
            _lastSent = now;
        }

        while (_queue.Next() is { } chunk && MaySend(chunk, packet.Room))
        {
            // The earliest chunk starts the timer anew when it goes out again (section 6.3.2, rule R1 and 7.2.4, step 4).
            var isEarliest = chunk.Tsn == _queue.Acknowledged + 1;
            var isLast = _queue.FlightBytes + chunk.Length >= _congestion.Bytes;
            _queue.Send(chunk, ref packet, isLast, now);
            _peerWindow -= Math.Min(_peerWindow, (uint)chunk.Length);
            _lastSent = now;
            if (isEarliest || !_retransmission.IsRunning)
            {
                _retransmission.Set(now + timeout.Current);
            }
        }

        _fastRetransmission &= packet.IsEmpty;
    }

    /// <summary>
    /// Takes a SACK; true when it shows that the peer gets what is sent: something new was acknowledged, or its window is
    /// closed, which it says in answer to a probe.
    /// </summary>
    public bool Acknowledge(in SackChunk sack, TimeSpan now)
    {
        var wasFull = _queue.FlightBytes + options.MaxPayloadBytes > _congestion.Bytes;
        var result = _queue.Acknowledge(sack, _congestion.IsRecovering, now);
        if (!result.IsValid)
        {
            return false;
        }

        if (result.RoundTrip is { } roundTrip)
        {
            timeout.Measure(roundTrip);
        }
        else if (result.Advanced)
        {
            timeout.Relax();
        }

        _peerWindow = sack.Window - Math.Min(sack.Window, (uint)_queue.FlightBytes);
        if (result.Advanced)
        {
            _congestion.Advance(sack.Cumulative, result.Bytes, wasFull);
        }

        if (result.NewlyLost > 0)
        {
            _congestion.Recover(_queue.HighestSent);
            _fastRetransmission = true;
        }

        if (!_queue.HasOutstanding)
        {
            _retransmission.Clear();
        }
        else if (result.Advanced)
        {
            _retransmission.Set(now + timeout.Current);
        }

        return result.Bytes > 0 || result.Advanced || sack.Window < options.MaxPayloadBytes;
    }

    /// <summary>True when the timer expired: the path is asked again, more slowly (section 6.3.3).</summary>
    public bool HandleTimeout(TimeSpan now)
    {
        if (!_retransmission.Expire(now))
        {
            return false;
        }

        _congestion.Collapse();
        _queue.LoseAll();
        return true;
    }

    public void Clear()
    {
        _queue.Clear();
        _retransmission.Clear();
    }

    private bool MaySend(OutboundChunk chunk, int room)
    {
        if (DataFlags.HeaderBytes + chunk.Length > room)
        {
            return false;
        }

        // One chunk may always be on its way, whatever the peer's window: it asks whether the window opened (section 6.1, A).
        if (_queue.FlightBytes == 0)
        {
            return true;
        }

        if (chunk.State is OutboundState.Lost)
        {
            return _fastRetransmission || _queue.FlightBytes < _congestion.Bytes;
        }

        return _queue.FlightBytes < _congestion.Bytes && chunk.Length <= _peerWindow;
    }
}
