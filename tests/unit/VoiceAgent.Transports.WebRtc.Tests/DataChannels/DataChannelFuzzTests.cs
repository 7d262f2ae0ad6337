using VoiceAgent.Transports.WebRtc.Network;
using VoiceAgent.Transports.WebRtc.Sctp;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>Mutated packets of real exchanges against a live transport: fixed seeds, fixed counts.</summary>
public sealed class DataChannelFuzzTests
{
    private const int PacketsPerSeed = 4000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Mutated_packets_never_throw_and_never_pile_up(int seed)
    {
        var random = new Random(seed);
        var captured = Capture(seed);
        var target = Fresh(seed, out var now);
        var buffer = new byte[1200];
        for (var i = 0; i < PacketsPerSeed; i++)
        {
            target.Transport.Receive(Mutate(captured[random.Next(captured.Count)], random), now);
            now += TimeSpan.FromMilliseconds(random.Next(20));
            if (target.Transport.NextTimeout <= now)
            {
                target.Transport.HandleTimeout(now);
            }

            // At most what is due: a few packets for each one that came in.
            var answers = 0;
            while (target.Take(buffer, now) > 0)
            {
                Assert.True(++answers < 100);
            }

            Assert.InRange(target.Transport.BufferedBytes, 0, 1 << 20);
            if (target.Has(DataChannelEventKind.Aborted))
            {
                target = Fresh(seed, out now);
            }

            target.Events.Clear();
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_conversation_survives_what_a_stranger_throws_into_it(int seed)
    {
        var random = new Random(seed);
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed);
        var channel = pair.Open();
        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(1, 1200)];
            random.NextBytes(noise);
            pair.Right.Receive(noise, pair.Network.Now);
        }

        Assert.True(pair.Send(pair.Left, channel, [1]));
        Assert.True(pair.RunUntilReceived(pair.Right, 1, TimeSpan.FromSeconds(5)));
        Assert.Equal(200, pair.Right.Transport.Dropped);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flood_of_messages_nobody_can_deliver_stays_within_the_window(bool isFragmented)
    {
        var peer = RawPeer.Established();
        for (uint i = 0; i < 20_000; i++)
        {
            // The first message never comes, or never ends.
            peer.SendData(
                i + 1,
                isFragmented ? (byte)0 : (byte)3,
                new byte[1000],
                ssn: isFragmented ? (ushort)0 : (ushort)(i + 1)
            );
            peer.Take();
        }

        Assert.Empty(peer.Messages());
        Assert.InRange(peer.Association.HeldBytes, 0, peer.Options.ReceiveWindowBytes + peer.Options.MaxMessageBytes);
    }

    private static DataChannelNode Fresh(int seed, out TimeSpan now)
    {
        // The seed is the capture's: tags and TSNs fit, so that mutants get past the first check.
        var pair = new DataChannelPair(NetworkConditions.Perfect, seed % 8);
        pair.Open();
        now = pair.Network.Now;
        return pair.Right;
    }

    /// <summary>What the left side sends in a conversation with all kinds of chunks.</summary>
    private static List<byte[]> Capture(int seed)
    {
        var packets = new List<byte[]>();
        var pair = new DataChannelPair(new NetworkConditions { Loss = 0.1 }, seed % 8);
        pair.Network.ToRight.Drops = packet =>
        {
            packets.Add(packet);
            return false;
        };
        var channel = pair.Open();
        Assert.True(pair.Send(pair.Left, channel, new byte[20_000]));
        Assert.True(pair.Send(pair.Right, channel, new byte[20_000]));
        Assert.True(pair.RunUntilReceived(pair.Left, 1, TimeSpan.FromMinutes(1)));
        pair.Network.Run(TimeSpan.FromMinutes(2));
        pair.Left.Transport.Close(channel, pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(10));
        pair.Left.Transport.Abort(pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        return packets;
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var packet = original.ToArray();
        var kind = random.Next(4);
        if (kind == 0)
        {
            packet = packet[..random.Next(packet.Length)];
        }

        for (var i = random.Next(1, 6); i > 0 && packet.Length > 12; i--)
        {
            var at = kind == 1 ? random.Next(12, Math.Min(packet.Length, 32)) : random.Next(packet.Length);
            packet[at] = kind == 2 ? (byte)(packet[at] + random.Next(-2, 3)) : (byte)random.Next(256);
        }

        // Nearly all with the right checksum, or nothing behind it would be tried.
        if (packet.Length >= 16 && random.Next(50) != 0)
        {
            SctpChecksum.Write(packet);
        }

        return packet;
    }
}
