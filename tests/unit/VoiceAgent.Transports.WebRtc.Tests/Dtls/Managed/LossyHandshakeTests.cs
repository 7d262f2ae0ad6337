using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Handshakes over bad paths in virtual time, managed with managed.</summary>
public sealed class LossyHandshakeTests
{
    private static readonly DtlsOptions SmallMtu = new() { Mtu = 300 };

    [Fact]
    public void At_twenty_percent_loss_every_handshake_finishes_and_nearly_all_within_a_second() =>
        Measure(new NetworkConditions { Loss = 0.2 }, options: null, handshakes: 300);

    [Fact]
    public void With_many_fragments_jitter_duplicates_and_loss_every_handshake_finishes() =>
        Measure(
            new NetworkConditions
            {
                Loss = 0.05,
                Jitter = TimeSpan.FromMilliseconds(30),
                Duplication = 0.1,
                Reordering = 0.1,
            },
            SmallMtu,
            handshakes: 100
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_one_datagram_may_be_lost(bool isSmall)
    {
        var datagrams = CountDatagrams(isSmall ? SmallMtu : new DtlsOptions());
        Assert.InRange(datagrams.ToRight, 2, 20);
        for (var lost = 0; lost < datagrams.ToRight + datagrams.ToLeft; lost++)
        {
            using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, 1, isSmall ? SmallMtu : null);
            LoseOne(pair, lost, datagrams.ToRight);
            Assert.True(pair.Handshake());
            Assert.InRange(pair.Network.Now, TimeSpan.Zero, TimeSpan.FromMilliseconds(400));
        }
    }

    [Fact]
    public void After_the_handshake_nothing_more_is_sent()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            using var pair = new ManagedDtlsPair(new NetworkConditions { Loss = 0.2, Duplication = 0.2 }, seed);
            Assert.True(pair.Handshake());
            pair.Network.Run(TimeSpan.FromSeconds(1));
            var sent = pair.Network.ToLeft.Sent + pair.Network.ToRight.Sent;
            pair.Network.Run(TimeSpan.FromMinutes(1));
            Assert.Equal(sent, pair.Network.ToLeft.Sent + pair.Network.ToRight.Sent);
        }
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up()
    {
        using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, 1);
        pair.Network.ToRight.IsCut = true;
        pair.Handshake(TimeSpan.FromMinutes(5));

        Assert.Equal(DtlsState.Failed, pair.Client.Connection.State);
        Assert.NotNull(pair.Client.Connection.Failure);
        Assert.Equal(21, pair.Network.ToRight.Sent);
        Assert.Null(pair.Client.NextTimeout);
    }

    [Fact]
    public void Retransmission_starts_at_once_and_doubles_to_a_second()
    {
        using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, 1);
        var times = new List<int>();
        pair.Network.ToRight.Drops = _ =>
        {
            times.Add((int)pair.Network.Now.TotalMilliseconds);
            return true;
        };
        pair.Handshake(TimeSpan.FromSeconds(5));

        Assert.Equal([0, 50, 150, 350, 750, 1550, 2550, 3550, 4550], times);
    }

    private static void Measure(NetworkConditions conditions, DtlsOptions? options, int handshakes)
    {
        var times = new List<double>();
        for (var seed = 0; seed < handshakes; seed++)
        {
            using var pair = new ManagedDtlsPair(conditions, seed, options);
            Assert.True(
                pair.Handshake(),
                $"seed {seed}: {pair.Server.Connection.Failure} {pair.Client.Connection.Failure}"
            );
            times.Add(pair.Network.Now.TotalMilliseconds);
        }

        times.Sort();
        var p95 = times[times.Count * 95 / 100];
        TestContext.Current.TestOutputHelper?.WriteLine($"median {times[times.Count / 2]:0} ms, p95 {p95:0} ms");
        Assert.InRange(p95, 0, 1000);
    }

    private static (int ToRight, int ToLeft) CountDatagrams(DtlsOptions options)
    {
        using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, 1, options);
        Assert.True(pair.Handshake());
        return (pair.Network.ToRight.Sent, pair.Network.ToLeft.Sent);
    }

    private static void LoseOne(ManagedDtlsPair pair, int lost, int toRight)
    {
        var count = 0;
        var (link, which) = lost < toRight ? (pair.Network.ToRight, lost) : (pair.Network.ToLeft, lost - toRight);
        link.Drops = _ => count++ == which;
    }
}
