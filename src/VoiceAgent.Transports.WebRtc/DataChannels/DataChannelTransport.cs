using VoiceAgent.Transports.WebRtc.Sctp;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>
/// All data channels of one connection (RFC 8831): an SCTP association and the protocol that opens and closes channels on
/// it. No clock, socket or thread; one caller at a time; whatever a peer sends, nothing is thrown.
/// </summary>
internal sealed class DataChannelTransport
{
    private const ushort MaxChannelId = 65534;

    private readonly DataChannelOptions _options;
    private readonly SctpAssociation _association;
    private readonly Dictionary<ushort, DataChannel> _channels = [];
    private readonly Queue<(DataChannelEvent Event, int HeldBytes)> _events = new();
    private readonly ushort _firstId;
    private long _dropped;

    /// <param name="isDtlsClient">The DTLS client uses even channel numbers and speaks first (RFC 8832 section 6).</param>
    /// <param name="options">Limits.</param>
    /// <param name="random">SCTP's tag and first TSN come from it.</param>
    public DataChannelTransport(bool isDtlsClient, DataChannelOptions options, Random random)
    {
        _options = options;
        _firstId = isDtlsClient ? (ushort)0 : (ushort)1;
        var sctp = new SctpOptions
        {
            LocalPort = options.LocalPort,
            RemotePort = options.RemotePort,
            MaxMessageBytes = options.MaxMessageBytes,
            MaxBufferedBytes = options.MaxBuffered,
            ReceiveWindowBytes = Math.Max(1024 * 1024, 2 * options.MaxMessageBytes),
        };
        _association = new SctpAssociation(sctp, isDtlsClient, random);
    }

    /// <summary>Payload bytes queued or not acknowledged.</summary>
    public long BufferedBytes => _association.BufferedBytes;

    /// <summary>What was thrown away: malformed, out of place, or on a channel nobody opened.</summary>
    public long Dropped => _association.Dropped + _dropped;

    /// <summary>When <see cref="HandleTimeout"/> is wanted, on the driver's clock.</summary>
    public TimeSpan? NextTimeout => _association.NextTimeout;

    /// <summary>Begins, once DTLS is connected.</summary>
    public void Start(TimeSpan now) => _association.Start(now);

    /// <summary>Takes one SCTP packet.</summary>
    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        _association.Receive(packet, now);
        TakeEvents(now);
    }

    /// <summary>The next SCTP packet to send; 0 when there is none.</summary>
    /// <param name="buffer">At least 1200 bytes.</param>
    /// <param name="now">The driver's clock.</param>
    public int TakePacket(Span<byte> buffer, TimeSpan now) => _association.TakePacket(buffer, now);

    public void HandleTimeout(TimeSpan now)
    {
        _association.HandleTimeout(now);
        TakeEvents(now);
    }

    /// <summary>
    /// The next thing that happened. Messages that are not taken fill the receive window, and the peer stops sending.
    /// </summary>
    public bool TryTakeEvent(out DataChannelEvent received)
    {
        if (!_events.TryDequeue(out var waiting))
        {
            received = default;
            return false;
        }

        received = waiting.Event;
        if (received.Kind is DataChannelEventKind.Message)
        {
            _association.Release(waiting.HeldBytes);
        }

        return true;
    }

    /// <summary>Sends a message, reliably and in order.</summary>
    /// <returns>False when there is no such channel (any more), the message is too long for the peer, or too much waits.</returns>
    public bool TrySend(ushort channel, ReadOnlySpan<byte> message, bool isText, TimeSpan now)
    {
        if (
            !_channels.TryGetValue(channel, out var known)
            || known.IsClosing
            || message.Length > _options.PeerMaxMessageBytes
        )
        {
            return false;
        }

        return message.IsEmpty
            ? _association.TrySend(channel, isText ? PayloadProtocol.EmptyText : PayloadProtocol.EmptyBinary, [0])
            : _association.TrySend(channel, isText ? PayloadProtocol.Text : PayloadProtocol.Binary, message);
    }

    /// <summary>Opens a channel. Messages may be sent at once; they follow the request.</summary>
    /// <returns>False when there are too many, for us or for the peer, or too much waits to be sent.</returns>
    public bool TryOpen(string label, TimeSpan now, out ushort channel)
    {
        channel = _firstId;
        if (_channels.Count >= _options.MaxChannels)
        {
            return false;
        }

        while (_channels.ContainsKey(channel))
        {
            channel += 2;
        }

        if (
            channel > MaxChannelId
            || channel >= _association.OutboundStreams
            || !_association.TrySend(channel, PayloadProtocol.Control, ControlMessage.WriteOpen(label))
        )
        {
            return false;
        }

        _channels.Add(channel, new DataChannel(label, protocol: ""));
        return true;
    }

    /// <summary>Closes a channel after everything sent on it has arrived (RFC 8831 section 6.7).</summary>
    public void Close(ushort channel, TimeSpan now)
    {
        if (_channels.TryGetValue(channel, out var known) && !known.IsClosing)
        {
            known.IsClosing = true;
            _association.ResetStream(channel, now);
            TakeEvents(now);
        }
    }

    /// <summary>Ends everything; the peer is told in one packet, still to be taken.</summary>
    public void Abort(TimeSpan now)
    {
        _association.Abort("Aborted by this side.");
        TakeEvents(now);
    }

    private void TakeEvents(TimeSpan now)
    {
        while (_association.TryTakeEvent(out var happened))
        {
            switch (happened.Kind)
            {
                case SctpEventKind.Message:
                    TakeMessage(happened, now);
                    break;
                case SctpEventKind.PeerReset when _channels.TryGetValue(happened.Stream, out var channel):
                    channel.IsPeerReset = true;
                    Close(happened.Stream, now);
                    TryFinish(happened.Stream, channel);
                    break;
                case SctpEventKind.LocalReset when _channels.TryGetValue(happened.Stream, out var channel):
                    channel.IsLocalReset = true;
                    TryFinish(happened.Stream, channel);
                    break;
                case SctpEventKind.Ended:
                    _channels.Clear();
                    Report(new(DataChannelEventKind.Aborted) { Reason = happened.Reason });
                    break;
            }
        }
    }

    private void TakeMessage(in SctpEvent message, TimeSpan now)
    {
        if (message.Protocol == PayloadProtocol.Control)
        {
            _association.Release(message.Payload.Length);
            TakeControl(message.Stream, message.Payload.Span, now);
            return;
        }

        var isText = message.Protocol is PayloadProtocol.Text or PayloadProtocol.EmptyText;
        var isEmpty = message.Protocol is PayloadProtocol.EmptyText or PayloadProtocol.EmptyBinary;
        if (
            !_channels.TryGetValue(message.Stream, out var channel)
            || !(isText || isEmpty || message.Protocol == PayloadProtocol.Binary)
        )
        {
            _association.Release(message.Payload.Length);
            _dropped++;
            return;
        }

        Open(message.Stream, channel);
        Report(
            new(DataChannelEventKind.Message)
            {
                Channel = message.Stream,
                Data = isEmpty ? default : message.Payload,
                IsText = isText,
            },
            message.Payload.Length
        );
    }

    private void TakeControl(ushort id, ReadOnlySpan<byte> message, TimeSpan now)
    {
        if (_channels.TryGetValue(id, out var channel))
        {
            if (ControlMessage.IsAck(message))
            {
                Open(id, channel);
            }
            else
            {
                _dropped++;
            }

            return;
        }

        if (!ControlMessage.TryReadOpen(message, out var label, out var protocol))
        {
            _dropped++;
            return;
        }

        if (
            _channels.Count >= _options.MaxChannels
            || !_association.TrySend(id, PayloadProtocol.Control, ControlMessage.Ack)
        )
        {
            // Refused in the only way there is: the channel is closed again.
            _dropped++;
            _association.ResetStream(id, now);
            return;
        }

        channel = new DataChannel(label, protocol);
        _channels.Add(id, channel);
        Open(id, channel);
    }

    /// <summary>A channel of ours is open with the acknowledgement, or with data that overtook it (RFC 8832 section 6).</summary>
    private void Open(ushort id, DataChannel channel)
    {
        if (channel.IsOpen)
        {
            return;
        }

        channel.IsOpen = true;
        Report(
            new(DataChannelEventKind.Opened)
            {
                Channel = id,
                Label = channel.Label,
                Protocol = channel.Protocol,
            }
        );
    }

    private void TryFinish(ushort id, DataChannel channel)
    {
        if (channel is { IsLocalReset: true, IsPeerReset: true } && _channels.Remove(id))
        {
            Report(new(DataChannelEventKind.Closed) { Channel = id, Label = channel.Label });
        }
    }

    private void Report(in DataChannelEvent happened, int heldBytes = 0) => _events.Enqueue((happened, heldBytes));
}
