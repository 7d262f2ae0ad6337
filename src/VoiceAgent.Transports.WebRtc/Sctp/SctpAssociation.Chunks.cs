using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>What each kind of chunk does to the association.</summary>
internal sealed partial class SctpAssociation
{
    private const byte ReflectedTag = 1;

    /// <summary>INIT carries no tag; ABORT and SHUTDOWN-COMPLETE may carry the peer's own (section 8.5.1).</summary>
    private bool IsTagRight(in SctpChunk chunk, uint tag) =>
        chunk.Type switch
        {
            SctpChunkType.Init => tag == 0,
            SctpChunkType.Abort or SctpChunkType.ShutdownComplete when (chunk.Flags & ReflectedTag) != 0 =>
                _handshake.KnowsPeer && tag == _handshake.Peer.Tag,
            _ => tag == _handshake.Tag,
        };

    /// <summary>False when the rest of the packet is not to be read.</summary>
    private bool Take(in SctpChunk chunk, TimeSpan now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.Init:
                _handshake.TakeInit(chunk, now);
                return true;
            case SctpChunkType.InitAck:
                _handshake.TakeInitAck(chunk, now);
                return true;
            case SctpChunkType.CookieEcho:
                if (_handshake.TakeCookieEcho(chunk, now))
                {
                    Establish(now);
                }

                return _handshake.IsDone;
            case SctpChunkType.CookieAck:
                if (_handshake.TakeCookieAck())
                {
                    Establish(now);
                }

                return true;
            case SctpChunkType.Abort:
                End($"The peer aborted the SCTP association (cause {SctpCauses.First(chunk.Value)}).");
                return false;
            case SctpChunkType.Error:
                if (SctpCauses.First(chunk.Value) == SctpCauses.StaleCookie)
                {
                    _handshake.TakeStaleCookie(now);
                }

                return true;
            default:
                if (_receiver is not { } receiver)
                {
                    // The peer is ahead of us; what it sends will come again.
                    Dropped++;
                    return false;
                }

                return TakeEstablished(chunk, receiver, now);
        }
    }

    private bool TakeEstablished(in SctpChunk chunk, SctpReceiver receiver, TimeSpan now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.Data:
                return CheckProtocol(State is SctpState.ShutdownAckSent || receiver.Take(chunk));
            case SctpChunkType.ForwardTsn:
                return CheckProtocol(receiver.Forward(chunk.Value));
            case SctpChunkType.Sack:
                TakeSack(chunk.Value, now);
                return true;
            case SctpChunkType.Heartbeat:
                _heartbeat.Answer(chunk);
                return true;
            case SctpChunkType.HeartbeatAck:
                if (_heartbeat.TakeAnswer(chunk, now) is { } roundTrip)
                {
                    _timeout.Measure(roundTrip);
                    _errors = 0;
                }

                return true;
            case SctpChunkType.Reconfiguration:
                TakeReconfiguration(chunk.Value, now);
                return true;
            case SctpChunkType.Shutdown:
                TakeShutdown(chunk.Value, now);
                return true;
            case SctpChunkType.ShutdownAck when State is SctpState.ShutdownSent or SctpState.ShutdownAckSent:
                _shutdown.Complete(_handshake.Peer.Tag);
                End("Shut down.");
                return false;
            case SctpChunkType.ShutdownComplete when State is SctpState.ShutdownAckSent:
                End("Shut down.");
                return false;
            case SctpChunkType.ShutdownAck or SctpChunkType.ShutdownComplete:
                Dropped++;
                return true;
            default:
                return TakeUnknown(chunk);
        }
    }

    /// <summary>The two highest bits of an unknown type say what to do with it (section 3.2).</summary>
    private bool TakeUnknown(in SctpChunk chunk)
    {
        Dropped++;
        if (((byte)chunk.Type & 0x40) != 0)
        {
            _control.AddChunk(SctpChunkType.Error, SctpCauses.Write(SctpCauses.UnrecognizedChunk, chunk.Whole));
        }

        return ((byte)chunk.Type & 0x80) != 0;
    }

    private void TakeSack(ReadOnlySpan<byte> value, TimeSpan now)
    {
        if (!SackChunk.TryParse(value, out var sack))
        {
            Dropped++;
        }
        else if (_sender.Acknowledge(sack, now))
        {
            _errors = 0;
            _heartbeat.PutOff(now);
        }
    }

    private void TakeReconfiguration(ReadOnlySpan<byte> rest, TimeSpan now)
    {
        while (StreamResetRequest.TryNext(ref rest, out var type, out var value))
        {
            if (type is not StreamResetRequest.Response)
            {
                _incomingResets?.TakeRequest(type, value);
            }
            else if (value.Length >= 8)
            {
                var result = (ResetResult)BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
                _outgoingResets.TakeResponse(
                    BinaryPrimitives.ReadUInt32BigEndian(value),
                    result,
                    _timeout.Current,
                    now
                );
                _errors = 0;
            }
        }
    }

    private void TakeShutdown(ReadOnlySpan<byte> value, TimeSpan now)
    {
        if (value.Length < 4)
        {
            Dropped++;
            return;
        }

        switch (State)
        {
            case SctpState.Established or SctpState.ShutdownPending:
                State = SctpState.ShutdownReceived;
                break;
            case SctpState.ShutdownSent:
                State = SctpState.ShutdownAckSent;
                _shutdown.Agree(_timeout.Current, now);
                break;
        }
    }

    private void Establish(TimeSpan now)
    {
        var peer = _handshake.Peer;
        _receiver = new SctpReceiver(peer.InitialTsn, _options, _events);
        _incomingResets = new IncomingResets(peer.InitialTsn, _receiver, _control, _events);
        _sender.Open(peer.ReceiveWindow);
        _heartbeat.PutOff(now);
        State = SctpState.Established;
        _events.Enqueue(new SctpEvent(SctpEventKind.Established));
    }

    /// <summary>Does what has become possible: resets whose data has arrived, the next step of an orderly end.</summary>
    private void Advance(TimeSpan now)
    {
        if (_receiver is not { } receiver || _incomingResets is not { } incoming || State is SctpState.Ended)
        {
            return;
        }

        incoming.Advance();
        _outgoingResets.Advance(incoming.NextSequence, _timeout.Current, now);
        if (!_sender.IsEmpty)
        {
            return;
        }

        if (State is SctpState.ShutdownPending)
        {
            State = SctpState.ShutdownSent;
            _shutdown.Ask(receiver.Cumulative, _timeout.Current, now);
        }
        else if (State is SctpState.ShutdownReceived)
        {
            State = SctpState.ShutdownAckSent;
            _shutdown.Agree(_timeout.Current, now);
        }
    }

    private bool CheckProtocol(bool isKept)
    {
        if (!isKept)
        {
            Abort("The peer broke the SCTP protocol or sent a message that is too long.", SctpCauses.ProtocolViolation);
        }

        return isKept;
    }

    private void Abort(string reason, ushort cause)
    {
        if (State is SctpState.Ended)
        {
            return;
        }

        if (_handshake.KnowsPeer)
        {
            _control.AddPacket(_handshake.Peer.Tag, SctpChunkType.Abort, 0, SctpCauses.Write(cause, []));
        }

        End(reason);
    }

    private void End(string reason)
    {
        State = SctpState.Ended;
        _handshake.Stop();
        _sender.Clear();
        _receiver?.Stop();
        _outgoingResets.Clear();
        _shutdown.Stop();
        _heartbeat.Stop();
        _control.ClearChunks();
        _events.Enqueue(new SctpEvent(SctpEventKind.Ended) { Reason = reason });
    }
}
