using VoiceAgent.Transports.WebRtc.DataChannels;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// The data channels of one session as one way for messages: what comes on any of them is read, and what is sent goes out on the one that has been
/// open for longest.
/// </summary>
internal sealed class RtcMessages
{
    private readonly DataChannelTransport _transport;
    private readonly List<ushort> _open = [];

    public RtcMessages(DataChannelTransport transport) => _transport = transport;

    /// <summary>Bytes the peer has not acknowledged.</summary>
    public long BufferedBytes => _transport.BufferedBytes;

    /// <summary>When <see cref="HandleTimeout"/> is wanted.</summary>
    public TimeSpan? NextTimeout => _transport.NextTimeout;

    /// <summary>Begins, once DTLS is connected.</summary>
    public void Start(TimeSpan now) => _transport.Start(now);

    /// <summary>Takes one SCTP packet.</summary>
    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now) => _transport.Receive(packet, now);

    /// <summary>Retransmits what has waited too long.</summary>
    public void HandleTimeout(TimeSpan now) => _transport.HandleTimeout(now);

    /// <summary>The next SCTP packet to send; 0 when there is none.</summary>
    public int TakePacket(Span<byte> buffer, TimeSpan now) => _transport.TakePacket(buffer, now);

    /// <summary>Sends a message.</summary>
    /// <returns>False when no channel is open or too much waits.</returns>
    public bool TrySend(ReadOnlySpan<byte> message, bool isText, TimeSpan now) =>
        _open.Count > 0 && _transport.TrySend(_open[0], message, isText, now);

    /// <summary>Opens a channel of ours.</summary>
    public bool TryOpen(string label, TimeSpan now) => _transport.TryOpen(label, now, out _);

    /// <summary>The next message that came.</summary>
    public bool TryTake(out RtcInput input)
    {
        while (_transport.TryTakeEvent(out var received))
        {
            switch (received.Kind)
            {
                case DataChannelEventKind.Opened:
                    _open.Add(received.Channel);
                    break;
                case DataChannelEventKind.Closed:
                    _ = _open.Remove(received.Channel);
                    break;
                case DataChannelEventKind.Aborted:
                    _open.Clear();
                    break;
                case DataChannelEventKind.Message:
                    input = new RtcInput(received.IsText ? RtcInputKind.Text : RtcInputKind.Binary)
                    {
                        Payload = received.Data,
                    };
                    return true;
                default:
                    break;
            }
        }

        input = default;
        return false;
    }
}
