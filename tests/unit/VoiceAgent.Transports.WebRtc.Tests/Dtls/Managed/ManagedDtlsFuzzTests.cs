using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Fixtures;
using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Mutated datagrams of real handshakes: fixed seeds, fixed counts.</summary>
public sealed class ManagedDtlsFuzzTests
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Mutated_hellos_never_throw(int seed)
    {
        var random = new Random(seed);
        var hellos = Fixture.Datagrams().Where(datagram => datagram[0] == (byte)ContentType.Handshake).ToList();
        hellos.AddRange(Capture(fromClient: true));
        hellos.AddRange(Capture(fromClient: false));
        for (var i = 0; i < 150; i++)
        {
            using var connection = new ManagedDtlsConnection(
                i % 2 == 0 ? DtlsRole.Server : DtlsRole.Client,
                Certificate,
                new DtlsOptions()
            );
            connection.Start(TimeSpan.Zero);
            for (var datagram = 0; datagram < 20; datagram++)
            {
                connection.Receive(Mutation.Of(hellos[random.Next(hellos.Count)], random), TimeSpan.Zero);
            }

            AssertBounded(connection);
        }
    }

    /// <summary>Each message arrives intact but for one byte, so that every parser meets every damage in its place.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Handshakes_with_one_damaged_byte_fail_or_finish_and_never_throw(int seed)
    {
        var random = new Random(seed);
        var failed = 0;
        for (var i = 0; i < 150; i++)
        {
            using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, seed);
            var victim = random.Next(2) == 0 ? pair.Network.ToRight : pair.Network.ToLeft;
            var which = random.Next(2);
            var count = 0;
            victim.Drops = datagram =>
            {
                if (count++ == which)
                {
                    // Behind the record's header, or it is merely another record.
                    datagram[random.Next(RecordHeader.Bytes, datagram.Length)] ^= (byte)(1 << random.Next(8));
                }

                return false;
            };
            pair.Handshake(TimeSpan.FromSeconds(60));
            Assert.True(
                pair.IsConnected
                    || pair.Client.Connection.State is DtlsState.Failed
                    || pair.Server.Connection.State is DtlsState.Failed
            );
            failed += pair.IsConnected ? 0 : 1;
        }

        Assert.InRange(failed, 20, 149);
    }

    [Fact]
    public void Noise_does_not_disturb_a_connection()
    {
        using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, 1);
        var captured = new List<byte[]>();
        pair.Network.ToRight.Drops = Keep(captured);
        Assert.True(pair.Handshake());
        Assert.True(pair.Client.Connection.Send(new byte[500]));
        pair.Network.Run(TimeSpan.FromSeconds(1));
        var random = new Random(1);
        var buffer = new byte[2048];
        for (var i = 0; i < 5000; i++)
        {
            pair.Server.Receive(Mutation.Of(captured[random.Next(captured.Count)], random), pair.Network.Now);
            while (pair.Server.Take(buffer, pair.Network.Now) > 0) { }
        }

        Assert.True(pair.IsConnected);
        Assert.Single(pair.Server.Data);
        Assert.True(pair.Client.Connection.Send([1]));
        Assert.True(pair.Network.RunUntil(() => pair.Server.Data.Count == 2, TimeSpan.FromSeconds(1)));
    }

    private static void AssertBounded(ManagedDtlsConnection connection)
    {
        var buffer = new byte[2048];
        var datagrams = 0;
        while (connection.TakeDatagram(buffer) > 0)
        {
            datagrams++;
        }

        Assert.InRange(datagrams, 0, 40);
        Assert.NotEqual(DtlsState.Connected, connection.State);
        Assert.Equal(connection.State is DtlsState.Failed, connection.Failure is not null);
    }

    private static List<byte[]> Capture(bool fromClient)
    {
        var captured = new List<byte[]>();
        using var pair = new ManagedDtlsPair(NetworkConditions.Perfect, seed: 1);
        (fromClient ? pair.Network.ToRight : pair.Network.ToLeft).Drops = Keep(captured);
        Assert.True(pair.Handshake());
        return captured;
    }

    private static Func<byte[], bool> Keep(List<byte[]> captured) =>
        datagram =>
        {
            captured.Add(datagram);
            return false;
        };
}
