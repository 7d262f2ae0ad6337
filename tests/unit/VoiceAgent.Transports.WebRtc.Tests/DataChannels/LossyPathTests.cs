using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>Two transports over bad paths, in virtual time.</summary>
public sealed class LossyPathTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly NetworkConditions TwentyPercent = new() { Loss = 0.2 };

    private static readonly NetworkConditions JitterAndLoss = new()
    {
        Loss = 0.05,
        Jitter = TimeSpan.FromMilliseconds(30),
        Duplication = 0.02,
        Reordering = 0.02,
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Long_messages_complete_at_twenty_percent_loss(int seed) => Exchange(TwentyPercent, seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Long_messages_complete_with_jitter_duplicates_and_five_percent_loss(int seed) =>
        Exchange(JitterAndLoss, seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sequence_numbers_of_chunks_and_streams_wrap(int seed)
    {
        // The first TSN is the second number drawn; the stream's number wraps by sheer count.
        var pair = new DataChannelPair(JitterAndLoss, seed, new NearTheWrap(), new NearTheWrap());
        var channel = pair.Open();
        var sent = seed == 1 ? 70_000 : 500;
        var received = 0;
        for (var next = 0; next < sent; )
        {
            while (next < sent && pair.Send(pair.Left, channel, BitConverter.GetBytes(next)))
            {
                next++;
            }

            Assert.True(pair.Network.RunUntil(() => pair.Left.Transport.BufferedBytes < 2_000, Limit));
            received = CheckOrder(pair.Right, received);
        }

        pair.Network.RunUntil(() => pair.Left.Transport.BufferedBytes == 0, Limit);
        Assert.Equal(sent, CheckOrder(pair.Right, received));
    }

    [Fact]
    public void A_peer_that_stops_answering_ends_the_association()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 3);
        var channel = pair.Open();
        pair.Network.ToRight.IsCut = true;
        pair.Network.ToLeft.IsCut = true;

        Assert.True(pair.Send(pair.Left, channel, new byte[100]));
        pair.Network.Run(TimeSpan.FromMinutes(10));

        Assert.True(pair.Left.Has(DataChannelEventKind.Aborted));
        Assert.Null(pair.Left.NextTimeout);
        Assert.Equal(0, pair.Left.Transport.BufferedBytes);

        // The other side has nothing to send, and finds out by asking.
        Assert.True(pair.Right.Has(DataChannelEventKind.Aborted));
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 4);
        pair.Network.ToRight.IsCut = true;
        pair.Left.Transport.Start(pair.Network.Now);
        pair.Network.Run(TimeSpan.FromMinutes(5));

        Assert.True(pair.Left.Has(DataChannelEventKind.Aborted));
        Assert.InRange(pair.Network.ToRight.Sent, 10, 15);
    }

    [Fact]
    public void Channels_close_at_twenty_percent_loss()
    {
        var pair = new DataChannelPair(TwentyPercent, seed: 5);
        for (var round = 0; round < 20; round++)
        {
            var channel = pair.Open();
            Assert.True(pair.Send(pair.Left, channel, new byte[5000]));
            pair.Left.Transport.Close(channel, pair.Network.Now);
            Assert.True(
                pair.Network.RunUntil(
                    () => pair.Left.Has(DataChannelEventKind.Closed) && pair.Right.Has(DataChannelEventKind.Closed),
                    Limit
                )
            );
            Assert.Single(pair.Right.Messages);
            pair.Left.Events.Clear();
            pair.Right.Events.Clear();
        }
    }

    [Fact]
    public void An_idle_association_stays_up_at_twenty_percent_loss()
    {
        var pair = new DataChannelPair(TwentyPercent, seed: 6);
        var channel = pair.Open();
        pair.Network.Run(TimeSpan.FromHours(2));

        Assert.True(pair.Send(pair.Right, channel, [1]));
        Assert.True(pair.RunUntilReceived(pair.Left, 1, Limit));
    }

    private static int CheckOrder(DataChannelNode node, int received)
    {
        foreach (var message in node.Messages)
        {
            Assert.Equal(received++, BitConverter.ToInt32(message));
        }

        node.Events.RemoveAll(happened => happened.Kind is DataChannelEventKind.Message);
        return received;
    }

    private static void Exchange(NetworkConditions conditions, int seed)
    {
        var pair = new DataChannelPair(conditions, seed);
        var channel = pair.Open();
        var random = new Random(seed);
        var toRight = Random(random, 200_000);
        var toLeft = Random(random, 200_000);

        Assert.True(pair.Send(pair.Left, channel, toRight));
        Assert.True(pair.Send(pair.Right, channel, toLeft));
        Assert.True(pair.RunUntilReceived(pair.Right, 1, Limit));
        Assert.True(pair.RunUntilReceived(pair.Left, 1, Limit));

        Assert.Equal(toRight, Assert.Single(pair.Right.Messages));
        Assert.Equal(toLeft, Assert.Single(pair.Left.Messages));
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {pair.Network.Now.TotalSeconds:0.0} s");
    }

    private static byte[] Random(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Draws the highest number there is.</summary>
    private sealed class NearTheWrap : Random
    {
        public override long NextInt64(long minValue, long maxValue) => maxValue - 1;
    }
}
