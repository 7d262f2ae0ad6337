using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>A transport as a node of the emulated network; keeps what it reports.</summary>
internal sealed class DataChannelNode(bool isDtlsClient, DataChannelOptions options, Random random) : INetworkNode
{
    public DataChannelTransport Transport { get; } = new(isDtlsClient, options, random);

    public List<DataChannelEvent> Events { get; } = [];

    /// <summary>True leaves what is reported where it is.</summary>
    public bool IsIdle { get; set; }

    public IEnumerable<byte[]> Messages =>
        Events
            .Where(happened => happened.Kind is DataChannelEventKind.Message)
            .Select(message => message.Data.ToArray());

    public TimeSpan? NextTimeout => Transport.NextTimeout;

    public bool Has(DataChannelEventKind kind) => Events.Exists(happened => happened.Kind == kind);

    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        Transport.Receive(packet, now);
        Drain();
    }

    public int Take(Span<byte> buffer, TimeSpan now)
    {
        var length = Transport.TakePacket(buffer, now);
        Drain();
        return length;
    }

    public void HandleTimeout(TimeSpan now)
    {
        Transport.HandleTimeout(now);
        Drain();
    }

    private void Drain()
    {
        while (!IsIdle && Transport.TryTakeEvent(out var happened))
        {
            Events.Add(happened);
        }
    }
}
