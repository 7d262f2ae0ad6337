using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>One end of a DTLS connection as a node of the emulated network.</summary>
internal sealed class DtlsNode(IDtlsConnection connection) : INetworkNode
{
    private readonly byte[] _buffer = new byte[2048];

    public IDtlsConnection Connection => connection;

    /// <summary>What came.</summary>
    public List<byte[]> Data { get; } = [];

    public TimeSpan? NextTimeout => connection.NextTimeout;

    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        connection.Receive(packet, now);
        while (connection.TakeData(_buffer) is > 0 and var length)
        {
            Data.Add(_buffer[..length]);
        }
    }

    public int Take(Span<byte> buffer, TimeSpan now) => connection.TakeDatagram(buffer);

    public void HandleTimeout(TimeSpan now) => connection.HandleTimeout(now);
}
