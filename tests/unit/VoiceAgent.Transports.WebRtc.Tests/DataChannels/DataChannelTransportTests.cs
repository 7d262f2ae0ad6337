using System.Text;
using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

public sealed class DataChannelTransportTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_channel_opens_and_messages_pass_both_ways()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 1);
        var channel = pair.Open();

        Assert.True(pair.Send(pair.Left, channel, Encoding.UTF8.GetBytes("hello"), isText: true));
        Assert.True(pair.Send(pair.Right, channel, [1, 2, 3]));
        Assert.True(pair.RunUntilReceived(pair.Left, 1, Minute) && pair.RunUntilReceived(pair.Right, 1, Minute));

        var text = Assert.Single(pair.Right.Events, happened => happened.Kind is DataChannelEventKind.Message);
        Assert.Equal((channel, true), (text.Channel, text.IsText));
        Assert.Equal("hello", Encoding.UTF8.GetString(text.Data.Span));
        var binary = Assert.Single(pair.Left.Events, happened => happened.Kind is DataChannelEventKind.Message);
        Assert.False(binary.IsText);
        Assert.Equal([1, 2, 3], binary.Data.ToArray());
    }

    [Fact]
    public void Numbers_are_even_for_the_dtls_client_and_odd_for_the_server()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 2);
        pair.Start();

        Assert.True(pair.Left.Transport.TryOpen("a", TimeSpan.Zero, out var first));
        Assert.True(pair.Left.Transport.TryOpen("b", TimeSpan.Zero, out var second));
        Assert.True(pair.Right.Transport.TryOpen("c", TimeSpan.Zero, out var third));

        Assert.Equal((0, 2, 1), (first, second, third));
    }

    [Fact]
    public void The_peer_learns_label_and_number()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 3);
        var channel = pair.Open();

        var opened = Assert.Single(pair.Right.Events, happened => happened.Kind is DataChannelEventKind.Opened);
        Assert.Equal((channel, "rtvi-ai", ""), (opened.Channel, opened.Label, opened.Protocol));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_message_arrives_empty(bool isText)
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 4);
        var channel = pair.Open();

        Assert.True(pair.Send(pair.Left, channel, [], isText));
        Assert.True(pair.RunUntilReceived(pair.Right, 1, Minute));

        var message = Assert.Single(pair.Right.Events, happened => happened.Kind is DataChannelEventKind.Message);
        Assert.Equal((0, isText), (message.Data.Length, message.IsText));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_channel_closed_by_either_side_is_closed_on_both_after_its_messages(bool isOpener)
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 5);
        var channel = pair.Open();
        var (closer, other) = isOpener ? (pair.Left, pair.Right) : (pair.Right, pair.Left);

        Assert.True(pair.Send(closer, channel, new byte[50_000]));
        closer.Transport.Close(channel, pair.Network.Now);
        Assert.False(pair.Send(closer, channel, [1]));
        Assert.True(
            pair.Network.RunUntil(
                () => closer.Has(DataChannelEventKind.Closed) && other.Has(DataChannelEventKind.Closed),
                Minute
            )
        );

        Assert.Equal(50_000, Assert.Single(other.Messages).Length);
        Assert.Equal(DataChannelEventKind.Closed, other.Events[^1].Kind);
        Assert.False(pair.Send(other, channel, [1]));
    }

    [Fact]
    public void A_number_that_was_closed_can_be_used_again()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 6);
        for (var round = 0; round < 3; round++)
        {
            var channel = pair.Open();
            Assert.Equal(0, channel);
            Assert.True(pair.Send(pair.Left, channel, [(byte)round]));
            Assert.True(pair.Send(pair.Right, channel, [(byte)round]));
            pair.Left.Transport.Close(channel, pair.Network.Now);
            Assert.True(pair.Network.RunUntil(() => pair.Left.Has(DataChannelEventKind.Closed), Minute));

            Assert.Equal([(byte)round], Assert.Single(pair.Right.Messages));
            pair.Left.Events.Clear();
            pair.Right.Events.Clear();
        }
    }

    [Fact]
    public void An_abort_ends_both_sides()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 7);
        var channel = pair.Open();

        pair.Left.Transport.Abort(pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(DataChannelEventKind.Aborted, pair.Left.Events[^1].Kind);
        Assert.Equal(DataChannelEventKind.Aborted, pair.Right.Events[^1].Kind);
        Assert.False(pair.Send(pair.Left, channel, [1]));
        Assert.False(pair.Send(pair.Right, channel, [1]));
        Assert.Null(pair.Left.NextTimeout);
        Assert.Null(pair.Right.NextTimeout);
    }

    [Fact]
    public void What_does_not_fit_the_buffer_is_refused_and_fits_later()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, 8, new DataChannelOptions { MaxBuffered = 100_000 });
        var channel = pair.Open();

        Assert.True(pair.Send(pair.Left, channel, new byte[60_000]));
        Assert.Equal(60_000, pair.Left.Transport.BufferedBytes);
        Assert.False(pair.Send(pair.Left, channel, new byte[60_000]));
        Assert.True(pair.RunUntilReceived(pair.Right, 1, Minute));
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pair.Left.Transport.BufferedBytes);
        Assert.True(pair.Send(pair.Left, channel, new byte[60_000]));
    }

    [Fact]
    public void A_message_longer_than_the_peer_takes_is_refused()
    {
        var pair = new DataChannelPair(
            NetworkConditions.Perfect,
            9,
            new DataChannelOptions { PeerMaxMessageBytes = 1000 }
        );
        var channel = pair.Open();

        Assert.False(pair.Send(pair.Left, channel, new byte[1001]));
        Assert.True(pair.Send(pair.Left, channel, new byte[1000]));
    }

    [Fact]
    public void A_peer_that_sends_a_message_over_the_limit_is_cut_off()
    {
        var left = new DataChannelNode(isDtlsClient: true, new DataChannelOptions(), new Random(10));
        var right = new DataChannelNode(false, new DataChannelOptions { MaxMessageBytes = 20_000 }, new Random(11));
        var network = new EmulatedNetwork(left, right, NetworkConditions.Perfect, seed: 10);
        left.Transport.Start(network.Now);
        Assert.True(left.Transport.TryOpen("big", network.Now, out var channel));
        Assert.True(left.Transport.TrySend(channel, new byte[30_000], isText: false, network.Now));
        network.Run(TimeSpan.FromSeconds(5));

        Assert.Empty(right.Messages);
        Assert.True(right.Has(DataChannelEventKind.Aborted));
        Assert.True(left.Has(DataChannelEventKind.Aborted));
    }

    [Fact]
    public void Channels_over_the_limit_are_closed_again()
    {
        var left = new DataChannelNode(isDtlsClient: true, new DataChannelOptions(), new Random(12));
        var right = new DataChannelNode(false, new DataChannelOptions { MaxChannels = 2 }, new Random(13));
        var network = new EmulatedNetwork(left, right, NetworkConditions.Perfect, seed: 12);
        left.Transport.Start(network.Now);
        for (var i = 0; i < 4; i++)
        {
            Assert.True(left.Transport.TryOpen($"channel {i}", network.Now, out _));
        }

        network.Run(TimeSpan.FromSeconds(5));

        Assert.Equal(2, right.Events.Count(happened => happened.Kind is DataChannelEventKind.Opened));
        Assert.Equal(2, left.Events.Count(happened => happened.Kind is DataChannelEventKind.Opened));
        Assert.Equal(2, left.Events.Count(happened => happened.Kind is DataChannelEventKind.Closed));
    }

    [Fact]
    public void Both_sides_may_set_up_the_association_at_once()
    {
        var left = new DataChannelNode(isDtlsClient: true, new DataChannelOptions(), new Random(14));
        var right = new DataChannelNode(isDtlsClient: true, new DataChannelOptions(), new Random(15));
        var network = new EmulatedNetwork(left, right, NetworkConditions.Perfect, seed: 14);
        left.Transport.Start(network.Now);
        right.Transport.Start(network.Now);
        Assert.True(left.Transport.TryOpen("x", network.Now, out var channel));
        Assert.True(network.RunUntil(() => right.Has(DataChannelEventKind.Opened), Minute));
        Assert.True(right.Transport.TrySend(channel, [7], isText: false, network.Now));
        Assert.True(network.RunUntil(() => left.Messages.Any(), Minute));
    }

    [Fact]
    public void A_client_that_waits_is_asked_by_the_server()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 16);
        pair.Right.Transport.Start(pair.Network.Now);
        Assert.True(pair.Right.Transport.TryOpen("from the server", pair.Network.Now, out _));

        Assert.True(pair.Network.RunUntil(() => pair.Left.Has(DataChannelEventKind.Opened), Minute));
        Assert.True(pair.Network.Now < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_peer_whose_messages_nobody_takes_has_to_wait()
    {
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed: 17);
        var channel = pair.Open();
        pair.Right.IsIdle = true;
        var sent = 0;
        for (; pair.Send(pair.Left, channel, new byte[50_000]); sent++)
        {
            pair.Network.Run(TimeSpan.FromSeconds(5));
        }

        // The sender's buffer is full, and the receiver's window with the one long message it would take beyond it.
        Assert.InRange(sent, 40, 48);
        pair.Right.IsIdle = false;
        Assert.True(pair.RunUntilReceived(pair.Right, sent, Minute));
    }
}
