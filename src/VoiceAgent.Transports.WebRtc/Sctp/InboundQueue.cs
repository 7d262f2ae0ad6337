namespace VoiceAgent.Transports.WebRtc.Sctp;

internal enum Arrival
{
    Accepted,

    /// <summary>It was here before.</summary>
    Duplicate,

    /// <summary>There is no room; the peer will send it again.</summary>
    Refused,

    /// <summary>No honest peer sends this; the association ends.</summary>
    Violation,
}

/// <summary>
/// Received DATA by TSN until whole messages can be made of it. Memory is bounded by the receive window, by the number of
/// slots, and by the longest message allowed.
/// </summary>
internal sealed class InboundQueue(uint firstTsn, SctpOptions options, Queue<SctpEvent> events)
{
    private const int MaxSlots = 4096;

    /// <summary>What a held fragment costs besides its payload.</summary>
    private const int FragmentBytes = InboundStreams.MessageBytes;

    private readonly TsnRing<Slot> _slots = new(firstTsn, MaxSlots);
    private readonly InboundStreams _streams = new(options.MaxStreams, events);
    private InboundFragment? _unfinished;
    private int _unfinishedBytes;

    private enum SlotState : byte
    {
        Missing,
        Held,

        /// <summary>Received, and part of a message that was handed on (or will never be one).</summary>
        Done,
    }

    /// <summary>The highest TSN received without a gap before it.</summary>
    public uint Cumulative { get; private set; } = firstTsn - 1;

    /// <summary>The number after the highest received.</summary>
    public uint End => SerialNumber.IsAfter(_slots.End, Cumulative) ? _slots.End : Cumulative + 1;

    public bool HasGaps => End != Cumulative + 1;

    /// <summary>Bytes of fragments and messages that were not taken yet, with what holding them costs.</summary>
    public int HeldBytes { get; private set; }

    /// <summary>Room for more, in bytes.</summary>
    public int Window => Math.Max(0, options.ReceiveWindowBytes - HeldBytes);

    public bool IsReceived(uint tsn) => _slots.Contains(tsn) && _slots[tsn].State is not SlotState.Missing;

    public Arrival Add(uint tsn, in InboundFragment fragment)
    {
        if (!SerialNumber.IsAfter(tsn, Cumulative) || IsReceived(tsn))
        {
            return Arrival.Duplicate;
        }

        // What fills the first gap is taken even when the window is shut, or nothing could ever leave it (section 6.2).
        var slack = tsn == Cumulative + 1 ? options.MaxMessageBytes : 0;
        if (HeldBytes + fragment.Payload.Length > options.ReceiveWindowBytes + slack || !_slots.TryReach(tsn))
        {
            return Arrival.Refused;
        }

        _slots[tsn] = new Slot(SlotState.Held, fragment);
        HeldBytes += Cost(fragment);
        var assembled = Assemble(tsn);
        return assembled && Advance() ? Arrival.Accepted : Arrival.Violation;
    }

    /// <summary>The peer gives up on everything up to a TSN (RFC 3758 section 3.6).</summary>
    public bool Forward(uint cumulative)
    {
        if (!SerialNumber.IsAfter(cumulative, Cumulative))
        {
            return true;
        }

        while (_slots.Count > 0 && !SerialNumber.IsAfter(_slots.First, cumulative))
        {
            Drop(ref _slots[_slots.First]);
            _slots.RemoveFirst();
        }

        if (_slots.Count == 0)
        {
            _slots.Restart(cumulative + 1);
        }

        _unfinished = null;
        Cumulative = cumulative;
        return Advance();
    }

    public void Skip(ushort stream, ushort ssn) => _streams.Skip(stream, ssn);

    public void ResetStream(ushort stream) => HeldBytes -= _streams.Reset(stream);

    public ushort[] StreamIds() => _streams.Ids();

    /// <summary>A message left the queue of events: its bytes are room again.</summary>
    public void Release(int bytes) => HeldBytes -= bytes + InboundStreams.MessageBytes;

    private static int Cost(in InboundFragment fragment) => fragment.Payload.Length + FragmentBytes;

    /// <summary>Makes a message of the fragments around a TSN if all are there.</summary>
    private bool Assemble(uint tsn)
    {
        var last = tsn;
        while (!_slots[last].Fragment.IsEnd)
        {
            if (!Continues(last, last + 1))
            {
                return true;
            }

            last++;
        }

        var first = tsn;
        while (!_slots[first].Fragment.IsBeginning)
        {
            if (first == _slots.First || !Continues(first - 1, first))
            {
                return true;
            }

            first--;
        }

        var bytes = 0;
        for (var part = first; part != last + 1; part++)
        {
            bytes += _slots[part].Fragment.Payload.Length;
        }

        return bytes <= options.MaxMessageBytes && Deliver(first, last, bytes);
    }

    private bool Continues(uint tsn, uint next) =>
        _slots.Contains(next)
        && _slots[tsn].State is SlotState.Held
        && _slots[next].State is SlotState.Held
        && !_slots[tsn].Fragment.IsEnd
        && !_slots[next].Fragment.IsBeginning
        && _slots[tsn].Fragment.IsSameMessage(_slots[next].Fragment);

    private bool Deliver(uint first, uint last, int bytes)
    {
        var head = _slots[first].Fragment;
        var message = first == last ? head.Payload : new byte[bytes];
        var written = 0;
        for (var part = first; part != last + 1; part++)
        {
            ref var slot = ref _slots[part];
            if (first != last)
            {
                slot.Fragment.Payload.CopyTo(message, written);
                written += slot.Fragment.Payload.Length;
            }

            // Flags stay: the sequence of beginnings and ends is checked once the cumulative TSN passes.
            slot = new Slot(SlotState.Done, slot.Fragment with { Payload = [] });
        }

        // The message is held instead of its fragments, until it is taken.
        HeldBytes -= FragmentBytes * (int)(last - first);
        return _streams.TryDeliver(head, message);
    }

    private bool Advance()
    {
        while (IsReceived(Cumulative + 1))
        {
            Cumulative++;
            ref var slot = ref _slots[Cumulative];
            if (!FollowsSequence(ref slot))
            {
                return false;
            }
        }

        while (_slots.Count > 0 && !SerialNumber.IsAfter(_slots.First, Cumulative))
        {
            if (_slots[_slots.First].State is not SlotState.Done)
            {
                break;
            }

            _slots.RemoveFirst();
        }

        return true;
    }

    /// <summary>
    /// In the order of TSNs the parts of a message follow one another. A part whose beginning was given up is dropped; a
    /// message that is not finished before the next begins, or never, is an attack or a bug.
    /// </summary>
    private bool FollowsSequence(ref Slot slot)
    {
        var fragment = slot.Fragment;
        if (fragment.IsBeginning)
        {
            if (_unfinished is not null)
            {
                return false;
            }

            _unfinishedBytes = 0;
        }
        else if (_unfinished is not { } before)
        {
            Drop(ref slot);
            return true;
        }
        else if (!before.IsSameMessage(fragment))
        {
            return false;
        }

        _unfinishedBytes += fragment.Payload.Length;
        _unfinished = fragment.IsEnd ? null : fragment with { Payload = [] };
        return _unfinishedBytes <= options.MaxMessageBytes;
    }

    private void Drop(ref Slot slot)
    {
        if (slot.State is SlotState.Held)
        {
            HeldBytes -= Cost(slot.Fragment);
        }

        slot = new Slot(SlotState.Done, default);
    }

    private readonly record struct Slot(SlotState State, InboundFragment Fragment);
}
