using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>Two transports over an emulated path; the left one is the DTLS client.</summary>
internal sealed class DataChannelPair
{
    public DataChannelPair(NetworkConditions conditions, int seed, DataChannelOptions? options = null)
        : this(conditions, seed, new Random(seed), new Random(seed + 1000), options) { }

    public DataChannelPair(
        NetworkConditions conditions,
        int seed,
        Random left,
        Random right,
        DataChannelOptions? options = null
    )
    {
        Left = new DataChannelNode(isDtlsClient: true, options ?? new DataChannelOptions(), left);
        Right = new DataChannelNode(isDtlsClient: false, options ?? new DataChannelOptions(), right);
        Network = new EmulatedNetwork(Left, Right, conditions, seed);
    }

    public DataChannelNode Left { get; }

    public DataChannelNode Right { get; }

    public EmulatedNetwork Network { get; }

    public void Start()
    {
        Left.Transport.Start(Network.Now);
        Right.Transport.Start(Network.Now);
    }

    /// <summary>Starts both, and opens a channel from the left.</summary>
    public ushort Open()
    {
        Start();
        Assert.True(Left.Transport.TryOpen("rtvi-ai", Network.Now, out var channel));
        Assert.True(
            Network.RunUntil(
                () => Left.Has(DataChannelEventKind.Opened) && Right.Has(DataChannelEventKind.Opened),
                TimeSpan.FromMinutes(1)
            )
        );
        return channel;
    }

    public bool Send(DataChannelNode from, ushort channel, byte[] message, bool isText = false) =>
        from.Transport.TrySend(channel, message, isText, Network.Now);

    /// <summary>Runs until a node has as many messages.</summary>
    public bool RunUntilReceived(DataChannelNode node, int count, TimeSpan limit) =>
        Network.RunUntil(() => node.Messages.Count() >= count, limit);
}
