namespace VoiceAgent.Transports.WebRtc.Network;

/// <summary>Anything that is driven by packets and time alone.</summary>
public interface INetworkNode
{
    TimeSpan? NextTimeout { get; }

    void Receive(ReadOnlySpan<byte> packet, TimeSpan now);

    /// <summary>The next packet to send; 0 when there is none.</summary>
    int Take(Span<byte> buffer, TimeSpan now);

    void HandleTimeout(TimeSpan now);
}
