using System.Text;
using SIPSorcery.Net;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// The data channels of one session as one way for messages: what comes on any of them is read, and what is sent goes out on the one that has been
/// open for longest. Thread-safe.
/// </summary>
internal sealed class PeerMessages
{
    // The library takes no longer message, whatever the peer would take.
    private const int MaxLength = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly RTCPeerConnection _peer;
    private readonly int _capacity;
    private readonly Action<RtcInput> _receive;
    private RTCDataChannel? _channel;

    /// <param name="peer">Whose channels they are.</param>
    /// <param name="capacity">Bytes that may wait for the peer.</param>
    /// <param name="receive">Told what comes; on threads of the library.</param>
    public PeerMessages(RTCPeerConnection peer, int capacity, Action<RtcInput> receive)
    {
        (_peer, _capacity, _receive) = (peer, capacity, receive);
        peer.ondatachannel += Add;
    }

    /// <summary>Largest message the peer takes, in bytes; zero for any.</summary>
    public long PeerMaxLength { get; set; }

    /// <summary>Bytes that wait to be sent.</summary>
    public long BufferedBytes => _channel is { } channel ? (long)channel.bufferedAmount : 0;

    /// <summary>Sends a message.</summary>
    /// <returns>False when no channel is open, too much waits, or it is too long.</returns>
    public bool TrySend(ReadOnlySpan<byte> message, bool isText)
    {
        lock (_lock)
        {
            if (
                _channel is not { readyState: RTCDataChannelState.open } channel
                || _peer.sctp.state is not RTCSctpTransportState.Connected
                || message.Length > MaxLength
                || (PeerMaxLength > 0 && message.Length > PeerMaxLength)
                || BufferedBytes + message.Length > _capacity
            )
            {
                return false;
            }

            try
            {
                Send(channel, message, isText);
                return true;
            }
            catch (ApplicationException)
            {
                // Closed in between.
                return false;
            }
        }
    }

    private static void Send(RTCDataChannel channel, ReadOnlySpan<byte> message, bool isText)
    {
        if (isText)
        {
            channel.send(Encoding.UTF8.GetString(message));
        }
        else
        {
            channel.send(message.ToArray());
        }
    }

    private void Add(RTCDataChannel channel)
    {
        channel.onmessage += (_, protocol, data) => Receive(protocol, data);
        lock (_lock)
        {
            _channel ??= channel;
        }
    }

    private void Receive(DataChannelPayloadProtocols protocol, byte[] data)
    {
        // An empty message is sent as one byte, since SCTP has no empty ones (RFC 8831 section 6.6).
        RtcInput? input = protocol switch
        {
            DataChannelPayloadProtocols.WebRTC_String => new RtcInput(RtcInputKind.Text) { Payload = data },
            DataChannelPayloadProtocols.WebRTC_Binary => new RtcInput(RtcInputKind.Binary) { Payload = data },
            DataChannelPayloadProtocols.WebRTC_String_Empty => new RtcInput(RtcInputKind.Text),
            DataChannelPayloadProtocols.WebRTC_Binary_Empty => new RtcInput(RtcInputKind.Binary),
            _ => null,
        };
        if (input is { } read)
        {
            _receive(read);
        }
    }
}
