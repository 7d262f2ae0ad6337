namespace VoiceAgent.Transports.WebRtc.Sctp;

internal enum SctpState
{
    /// <summary>Not started, or the two sides are getting to know each other.</summary>
    Opening,
    Established,

    /// <summary>This side ends it, once everything it sent has arrived.</summary>
    ShutdownPending,
    ShutdownSent,

    /// <summary>The peer ends it.</summary>
    ShutdownReceived,
    ShutdownAckSent,
    Ended,
}

/// <summary>
/// One SCTP association (RFC 9260) over one path, as WebRTC uses it inside DTLS (RFC 8261). No clock, socket or thread:
/// packets go in and out as spans, time is an argument. One caller at a time. Whatever a peer sends, nothing is thrown and
/// memory stays within the options.
/// </summary>
internal sealed partial class SctpAssociation
{
    private readonly SctpOptions _options;
    private readonly bool _speaksFirst;
    private readonly Queue<SctpEvent> _events = new();
    private readonly RetransmissionTimeout _timeout;
    private readonly ControlQueue _control;
    private readonly SctpHandshake _handshake;
    private readonly SctpSender _sender;
    private readonly OutgoingResets _outgoingResets;
    private readonly Heartbeat _heartbeat;
    private readonly SctpShutdown _shutdown;
    private SctpReceiver? _receiver;
    private IncomingResets? _incomingResets;
    private int _errors;

    /// <param name="options">Limits and times.</param>
    /// <param name="speaksFirst">True sends INIT at the start; false gives the peer one timeout to do so.</param>
    /// <param name="random">Tag and first TSN come from it.</param>
    public SctpAssociation(SctpOptions options, bool speaksFirst, Random random)
    {
        _options = options;
        _speaksFirst = speaksFirst;
        var tag = (uint)random.NextInt64(1, 1L << 32);
        var firstTsn = (uint)random.NextInt64(0, 1L << 32);
        _timeout = new RetransmissionTimeout(options.InitialRto, options.MinRto, options.MaxRto);
        _control = new ControlQueue(options);
        _handshake = new SctpHandshake(tag, firstTsn, options, _control);
        _sender = new SctpSender(firstTsn, options, _timeout);
        _outgoingResets = new OutgoingResets(firstTsn, _sender, _control, _events);
        _heartbeat = new Heartbeat(options, _control, tag);
        _shutdown = new SctpShutdown(_control);
    }

    public SctpState State { get; private set; }

    /// <summary>How many streams the peer takes; all there are until it has said so.</summary>
    public int OutboundStreams => _handshake.IsDone ? _handshake.Peer.InboundStreams : ushort.MaxValue;

    /// <summary>Payload bytes queued or not acknowledged.</summary>
    public int BufferedBytes => _sender.BufferedBytes;

    /// <summary>Bytes of fragments and messages that arrived and were not taken.</summary>
    public int HeldBytes => _receiver?.HeldBytes ?? 0;

    /// <summary>Packets and chunks thrown away: wrong checksum, wrong tag, malformed, out of place.</summary>
    public long Dropped { get; private set; }

    public TimeSpan? NextTimeout
    {
        get
        {
            var next = Deadline.Earlier(_handshake.NextTimeout, _sender.NextTimeout);
            next = Deadline.Earlier(next, _receiver?.NextTimeout);
            next = Deadline.Earlier(next, _outgoingResets.NextTimeout);
            next = Deadline.Earlier(next, _shutdown.NextTimeout);
            return Deadline.Earlier(next, _heartbeat.NextTimeout);
        }
    }

    public void Start(TimeSpan now) => _handshake.Start(_speaksFirst, now);

    /// <summary>Queues a message. It may be called before the association is up.</summary>
    /// <returns>False when it is empty, there is no room for all of it, or the association ends.</returns>
    public bool TrySend(ushort stream, uint protocol, ReadOnlySpan<byte> message) =>
        State is SctpState.Opening or SctpState.Established && _sender.TryAdd(stream, protocol, message);

    /// <summary>Asks the peer to reset what we send on a stream, after everything sent on it has arrived.</summary>
    public void ResetStream(ushort stream, TimeSpan now)
    {
        if (State is SctpState.Ended)
        {
            return;
        }

        if (_handshake.IsDone && !_handshake.Peer.ResetsStreams)
        {
            _events.Enqueue(new SctpEvent(SctpEventKind.LocalReset) { Stream = stream });
            return;
        }

        _outgoingResets.Add(stream);
        Advance(now);
    }

    /// <summary>The next thing that happened. A message takes room in the window until it is released.</summary>
    public bool TryTakeEvent(out SctpEvent happened) => _events.TryDequeue(out happened);

    /// <summary>A message was handed on: the peer may send as much again.</summary>
    /// <param name="bytes">The length of its payload.</param>
    public void Release(int bytes) => _receiver?.Release(bytes);

    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (
            State is SctpState.Ended
            || !SctpPacketReader.TryRead(packet, out var reader)
            || reader.SourcePort != _options.RemotePort
            || reader.DestinationPort != _options.LocalPort
        )
        {
            Dropped++;
            return;
        }

        var isFirst = true;
        while (State is not SctpState.Ended && reader.TryNext(out var chunk))
        {
            if (!IsTagRight(chunk, reader.Tag) || (chunk.Type is SctpChunkType.Init && (!isFirst || reader.HasMore)))
            {
                Dropped++;
                return;
            }

            isFirst = false;
            if (!Take(chunk, now))
            {
                break;
            }
        }

        _receiver?.EndPacket(now);
        Advance(now);
    }

    /// <summary>The next packet to send; 0 when there is none.</summary>
    /// <param name="buffer">At least <see cref="SctpOptions.MaxPacketBytes"/> long.</param>
    /// <param name="now">The driver's clock.</param>
    public int TakePacket(Span<byte> buffer, TimeSpan now)
    {
        var alone = _control.TakePacket(buffer);
        if (alone > 0 || State is SctpState.Opening or SctpState.Ended)
        {
            return alone;
        }

        var packet = new SctpPacketWriter(
            buffer[.._options.MaxPacketBytes],
            _options.LocalPort,
            _options.RemotePort,
            _handshake.Peer.Tag
        );
        _receiver?.Write(ref packet, evenIfEarly: false);
        _control.WriteChunks(ref packet);
        if (State is not (SctpState.ShutdownSent or SctpState.ShutdownAckSent))
        {
            if (packet.IsEmpty && _sender.HasWork)
            {
                _receiver?.Write(ref packet, evenIfEarly: true);
            }

            _sender.Write(ref packet, now);
        }

        return packet.IsEmpty ? 0 : packet.Complete();
    }

    public void HandleTimeout(TimeSpan now)
    {
        if (!_handshake.HandleTimeout(now))
        {
            End("The peer did not answer the SCTP handshake.");
            return;
        }

        _receiver?.HandleTimeout(now);
        var sent = _sender.HandleTimeout(now);
        if (sent)
        {
            _timeout.BackOff();
        }

        var reset = _outgoingResets.HandleTimeout(_timeout.Current, now);
        var ended = _shutdown.HandleTimeout(State, _receiver?.Cumulative ?? 0, _timeout.Current, now);
        var asked = _heartbeat.HandleTimeout(_timeout.Current, now);
        if (!(sent || reset || ended || asked))
        {
            return;
        }

        if (!sent)
        {
            _timeout.BackOff();
        }

        if (++_errors > _options.MaxRetransmissions)
        {
            Abort("The peer stopped answering.", SctpCauses.UserInitiatedAbort);
        }
    }

    /// <summary>Ends the association once everything queued has arrived (section 9.2).</summary>
    public void Shutdown(TimeSpan now)
    {
        if (State is SctpState.Established)
        {
            State = SctpState.ShutdownPending;
            Advance(now);
        }
        else if (State is SctpState.Opening)
        {
            End("Shut down before it was set up.");
        }
    }

    /// <summary>Ends the association now (section 9.1); the peer is told in one packet.</summary>
    public void Abort(string reason) => Abort(reason, SctpCauses.UserInitiatedAbort);
}
