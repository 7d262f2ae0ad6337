using SIPSorcery.Net;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>Encoded audio both ways, and what is known about how it fares. Thread-safe.</summary>
internal sealed class PeerAudio
{
    private readonly RTCPeerConnection _peer;
    private readonly PeerReports _reports;
    private readonly Action<RtcInput> _receive;
    private readonly byte _payloadType;
    private long _received;
    private long _sent;
    private long _dropped;

    /// <param name="peer">Whose audio it is; its descriptions are there.</param>
    /// <param name="agreement">What was agreed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="receive">Told what comes; on threads of the library.</param>
    public PeerAudio(RTCPeerConnection peer, SdpAgreement agreement, TimeProvider time, Action<RtcInput> receive)
    {
        (_peer, _receive) = (peer, receive);
        _payloadType = agreement.Codec.PayloadType;
        _reports = new PeerReports(time, peer.AudioStream.LocalTrack.Ssrc, agreement.Codec.ClockRate);
        peer.OnRtpPacketReceived += (_, _, packet) => Receive(packet);
        peer.OnReceiveReport += (_, _, report) => _reports.Received(report);
        peer.OnSendReport += (_, report) => _reports.Sent(report);
    }

    /// <summary>Counters so far.</summary>
    public RtcStatistics Statistics =>
        _reports.Last with
        {
            PacketsReceived = Volatile.Read(ref _received),
            PacketsSent = Volatile.Read(ref _sent),
            PacketsDropped = Volatile.Read(ref _dropped),
        };

    /// <summary>Sends one packet.</summary>
    /// <returns>False for one that is longer than a datagram may be.</returns>
    public bool TrySend(ReadOnlySpan<byte> payload, uint timestamp, bool marker)
    {
        if (payload.Length is 0 or > RtcAudio.MaxPayload)
        {
            return false;
        }

        _peer.SendRtpRaw(SDPMediaTypesEnum.audio, payload.ToArray(), timestamp, marker ? 1 : 0, _payloadType);
        Interlocked.Increment(ref _sent);
        return true;
    }

    /// <summary>Counts what was thrown away.</summary>
    public void Drop(RtcDropReason reason)
    {
        Interlocked.Increment(ref _dropped);
        RtcMeter.Dropped(reason);
    }

    private void Receive(RTPPacket packet)
    {
        var header = packet.Header;
        if (header.PayloadType != _payloadType)
        {
            Drop(RtcDropReason.UnknownFormat);
            return;
        }

        Interlocked.Increment(ref _received);
        _receive(
            new RtcInput(RtcInputKind.Audio)
            {
                Payload = packet.GetPayloadBytes(),
                Sequence = header.SequenceNumber,
                Timestamp = header.Timestamp,
                Marker = header.MarkerBit != 0,
            }
        );
    }
}
