namespace VoiceAgent.Transports.WebRtc.Dtls;

public sealed class DatagramQueueTests
{
    [Fact]
    public void Datagrams_come_out_whole_and_in_order()
    {
        var queue = new DatagramQueue(64 * 1024);
        var buffer = new byte[1500];

        for (var round = 0; round < 50; round++)
        {
            Assert.True(queue.TryAdd([1, 2, 3]));
            Assert.True(queue.TryAdd(Enumerable.Repeat((byte)round, 1200).ToArray()));
            Assert.Equal(3, queue.Take(buffer));
            Assert.Equal([1, 2, 3], buffer[..3]);
            Assert.Equal(1200, queue.Take(buffer));
            Assert.All(buffer[..1200], value => Assert.Equal(round, value));
            Assert.True(queue.IsEmpty);
        }

        Assert.Equal(0, queue.Take(buffer));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_what_waits_is_kept()
    {
        var queue = new DatagramQueue(100);
        var buffer = new byte[100];

        Assert.True(queue.TryAdd(new byte[60]));
        Assert.False(queue.TryAdd(new byte[60]));
        Assert.False(queue.TryAdd([]));
        Assert.Equal(60, queue.Take(buffer));
        Assert.True(queue.TryAdd(new byte[98]));
        Assert.Equal(98, queue.Take(buffer));
    }

    [Fact]
    public void A_datagram_longer_than_the_buffer_is_dropped_for_the_next_one()
    {
        var queue = new DatagramQueue(1000);
        queue.TryAdd(new byte[50]);
        queue.TryAdd([7]);

        Assert.Equal(1, queue.Take(new byte[10]));
    }
}
