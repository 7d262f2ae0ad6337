namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>What a SACK changed.</summary>
internal readonly record struct Acknowledgement(bool IsValid)
{
    /// <summary>Payload bytes acknowledged for the first time.</summary>
    public int Bytes { get; init; }

    /// <summary>True when the cumulative TSN moved.</summary>
    public bool Advanced { get; init; }

    /// <summary>Chunks that were missed often enough to be sent again now.</summary>
    public int NewlyLost { get; init; }

    /// <summary>Round trip of the newest chunk acknowledged that was sent once.</summary>
    public TimeSpan? RoundTrip { get; init; }
}

/// <summary>
/// Everything that was sent and not acknowledged, and everything still to be sent, in the order of the TSNs, which are
/// given out when a message is queued.
/// </summary>
internal sealed class OutboundQueue(uint firstTsn, SctpOptions options)
{
    private const int MissesBeforeRetransmission = 3;
    private const int MaxChunks = 4096;

    private readonly TsnRing<OutboundChunk> _chunks = new(firstTsn, MaxChunks);
    private readonly Dictionary<ushort, ushort> _ssns = [];
    private readonly Stack<OutboundChunk> _free = new();
    private uint _nextNew = firstTsn;
    private int _lost;

    /// <summary>Payload bytes queued or not acknowledged.</summary>
    public int BufferedBytes { get; private set; }

    /// <summary>Payload bytes on their way.</summary>
    public int FlightBytes { get; private set; }

    public bool IsEmpty => _chunks.Count == 0;

    /// <summary>True when something was sent and not acknowledged cumulatively.</summary>
    public bool HasOutstanding => _nextNew != _chunks.First;

    public bool HasLost => _lost > 0;

    /// <summary>The TSN of the next chunk to be queued.</summary>
    public uint NextTsn => _chunks.End;

    /// <summary>The highest TSN acknowledged without a gap before it.</summary>
    public uint Acknowledged => _chunks.First - 1;

    public uint HighestSent => _nextNew - 1;

    /// <summary>Cuts a message into chunks; false when there is no room for all of it.</summary>
    public bool TryAdd(ushort stream, uint protocol, ReadOnlySpan<byte> message)
    {
        var fragment = options.MaxPayloadBytes;
        var count = (message.Length + fragment - 1) / fragment;
        if (
            message.IsEmpty
            || message.Length > options.MaxBufferedBytes - BufferedBytes
            || count > _chunks.Capacity - _chunks.Count
        )
        {
            return false;
        }

        _ssns.TryGetValue(stream, out var ssn);
        _ssns[stream] = (ushort)(ssn + 1);
        BufferedBytes += message.Length;
        for (var i = 0; i < count; i++)
        {
            var payload = message[..Math.Min(fragment, message.Length)];
            message = message[payload.Length..];
            var flags =
                (i == 0 ? DataFlags.Beginning : 0) | (message.IsEmpty ? DataFlags.End | DataFlags.Immediate : 0);
            var chunk = _free.TryPop(out var used) ? used : new OutboundChunk();
            var tsn = _chunks.End;
            chunk.Fill(tsn, stream, ssn, protocol, (byte)flags, payload);
            _chunks.TryReach(tsn);
            _chunks[tsn] = chunk;
        }

        return true;
    }

    /// <summary>The stream starts again at zero, after the peer has reset its side.</summary>
    public void ResetStream(ushort stream) => _ssns.Remove(stream);

    /// <summary>The next chunk to send: a lost one first, then a new one.</summary>
    public OutboundChunk? Next()
    {
        if (_lost > 0)
        {
            for (var tsn = _chunks.First; tsn != _nextNew; tsn++)
            {
                if (_chunks[tsn] is { State: OutboundState.Lost } chunk)
                {
                    return chunk;
                }
            }
        }

        return _chunks.Contains(_nextNew) ? _chunks[_nextNew] : null;
    }

    /// <summary>Adds a chunk to a packet. The last one the window allows asks for an answer without delay (RFC 7053).</summary>
    public void Send(OutboundChunk chunk, ref SctpPacketWriter packet, bool isLast, TimeSpan now)
    {
        if (chunk.State is OutboundState.Lost)
        {
            _lost--;
        }
        else
        {
            _nextNew++;
        }

        FlightBytes += chunk.Length;
        chunk.Write(ref packet, isLast ? DataFlags.Immediate : (byte)0, _nextNew, now);
    }

    /// <summary>Takes a SACK. One that is older than the last, or speaks of what was never sent, is not valid.</summary>
    public Acknowledgement Acknowledge(in SackChunk sack, bool isRecovering, TimeSpan now)
    {
        if (sack.Cumulative - Acknowledged > _nextNew - _chunks.First)
        {
            return default;
        }

        var tally = new Tally { Now = now };
        var advanced = sack.Cumulative != Acknowledged;
        while (_chunks.Count > 0 && Acknowledged != sack.Cumulative)
        {
            var chunk = _chunks[_chunks.First];
            Settle(chunk, ref tally);
            BufferedBytes -= chunk.Length;
            chunk.Release();
            _free.Push(chunk);
            _chunks.RemoveFirst();
        }

        var highestReported = TakeGaps(sack, ref tally);
        var threshold = isRecovering && advanced ? highestReported : tally.Highest;
        return new Acknowledgement(true)
        {
            Bytes = tally.Bytes,
            Advanced = advanced,
            NewlyLost = threshold is { } below ? CountMisses(below) : 0,
            RoundTrip = tally.RoundTrip,
        };
    }

    /// <summary>The timer expired: all that is on its way counts as lost.</summary>
    public void LoseAll()
    {
        for (var tsn = _chunks.First; tsn != _nextNew; tsn++)
        {
            if (_chunks[tsn] is { State: OutboundState.InFlight } chunk)
            {
                Lose(chunk);
            }
        }
    }

    /// <summary>Gives every buffer back.</summary>
    public void Clear()
    {
        while (_chunks.Count > 0)
        {
            _chunks[_chunks.First].Release();
            _chunks.RemoveFirst();
        }

        _free.Clear();
        (BufferedBytes, FlightBytes, _lost, _nextNew) = (0, 0, 0, _chunks.First);
    }

    private uint? TakeGaps(in SackChunk sack, ref Tally tally)
    {
        var tsn = _chunks.First;
        uint? highest = null;
        var last = 0;
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (start, end) = sack.Gap(i);
            if (start <= last || end < start || end > HighestSent - sack.Cumulative)
            {
                break;
            }

            for (; tsn != sack.Cumulative + start; tsn++)
            {
                TakeBack(_chunks[tsn]);
            }

            for (; tsn != sack.Cumulative + end + 1; tsn++)
            {
                var chunk = _chunks[tsn];
                if (Settle(chunk, ref tally))
                {
                    tally.Highest = tsn;
                }
            }

            (last, highest) = (end, sack.Cumulative + end);
        }

        for (; tsn != _nextNew; tsn++)
        {
            TakeBack(_chunks[tsn]);
        }

        return highest;
    }

    /// <summary>Chunks below <paramref name="highest"/> that no block reports were missed once more.</summary>
    private int CountMisses(uint highest)
    {
        var lost = 0;
        var misses = MissesNeeded();
        for (var tsn = _chunks.First; tsn != highest && tsn != _nextNew; tsn++)
        {
            var chunk = _chunks[tsn];
            if (
                chunk.State is OutboundState.InFlight
                && !SerialNumber.IsAfter(chunk.MissedFrom, highest)
                && ++chunk.Misses >= misses
            )
            {
                Lose(chunk);
                lost++;
            }
        }

        return lost;
    }

    /// <summary>
    /// With few chunks on their way there will never be three reports, and only the timer would help: then one less than
    /// there are chunks is enough (early retransmit, RFC 5827 section 3).
    /// </summary>
    private int MissesNeeded() => Math.Clamp((int)(_nextNew - _chunks.First) - 1, 1, MissesBeforeRetransmission);

    /// <summary>Counts a chunk as arrived; false when it already was.</summary>
    private bool Settle(OutboundChunk chunk, ref Tally tally)
    {
        if (chunk.State is OutboundState.Reported)
        {
            return false;
        }

        if (chunk.State is OutboundState.Lost)
        {
            _lost--;
        }
        else
        {
            FlightBytes -= chunk.Length;
        }

        chunk.State = OutboundState.Reported;
        tally.Bytes += chunk.Length;
        if (chunk.IsMeasured)
        {
            tally.RoundTrip = tally.Now - chunk.SentAt;
        }

        return true;
    }

    /// <summary>The peer no longer reports what it had reported (section 6.2.1): the timer will see to it.</summary>
    private void TakeBack(OutboundChunk chunk)
    {
        if (chunk.State is OutboundState.Reported)
        {
            chunk.State = OutboundState.InFlight;
            FlightBytes += chunk.Length;
        }
    }

    private void Lose(OutboundChunk chunk)
    {
        (chunk.State, chunk.IsMeasured) = (OutboundState.Lost, false);
        FlightBytes -= chunk.Length;
        _lost++;
    }

    private record struct Tally
    {
        public TimeSpan Now { get; init; }

        public int Bytes { get; set; }

        public uint? Highest { get; set; }

        public TimeSpan? RoundTrip { get; set; }
    }
}
