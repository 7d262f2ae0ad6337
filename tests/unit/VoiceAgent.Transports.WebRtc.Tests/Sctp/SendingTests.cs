namespace VoiceAgent.Transports.WebRtc.Sctp;

public sealed class SendingTests
{
    [Fact]
    public void Packets_and_payloads_stay_within_their_limits()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[200_000]));
        var acknowledged = -1;
        var total = 0;
        while (total < 200_000)
        {
            var chunks = peer.Take();
            Assert.NotEmpty(chunks);
            Assert.All(chunks, chunk => Assert.InRange(chunk.PacketLength, 1, 1160));
            Assert.All(chunks, chunk => Assert.InRange(chunk.Value.Length - 12, 1, 1100));
            total += chunks.Sum(chunk => chunk.Value.Length - 12);
            peer.Now += TimeSpan.FromMilliseconds(20);
            peer.SendSack(acknowledged += chunks.Count);
        }

        Assert.Equal(200_000, total);
        Assert.Equal(0, peer.Association.BufferedBytes);
    }

    [Fact]
    public void Small_messages_share_a_packet()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(peer.Association.TrySend(0, 51, new byte[50]));
        }

        var chunks = peer.Take();
        Assert.Equal(5, chunks.Count);
        Assert.Single(chunks.Select(chunk => chunk.PacketLength).Distinct());
    }

    [Fact]
    public void The_first_flight_is_the_initial_window_and_grows_with_acknowledgements()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[100_000]));
        Assert.InRange(peer.Take().Count, 4, 5);
        peer.SendSack(3);
        Assert.InRange(peer.Take().Count, 5, 6);
    }

    [Fact]
    public void A_chunk_missed_three_times_is_sent_again_without_waiting()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[100_000]));
        peer.Take();
        peer.SendSack(-1, 1 << 20, (2, 2));
        peer.SendSack(-1, 1 << 20, (2, 3));
        Assert.DoesNotContain(peer.Take(), chunk => chunk.Number(0) == peer.PeerTsn);
        peer.SendSack(-1, 1 << 20, (2, 4));

        Assert.Contains(peer.Take(), chunk => chunk.Number(0) == peer.PeerTsn);
    }

    [Fact]
    public void What_is_not_acknowledged_is_sent_again_when_the_timer_expires_ever_more_slowly()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[10]));
        Assert.Single(peer.Take());
        foreach (var wait in new[] { 500, 1000, 2000 })
        {
            peer.Wait(TimeSpan.FromMilliseconds(wait - 1));
            Assert.Empty(peer.Take());
            peer.Wait(TimeSpan.FromMilliseconds(1));
            Assert.Single(peer.Take());
        }
    }

    [Fact]
    public void After_the_timer_one_chunk_at_a_time_asks_the_path()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[100_000]));
        Assert.True(peer.Take().Count > 1);
        peer.Wait(TimeSpan.FromMilliseconds(500));

        Assert.Equal(peer.PeerTsn, Assert.Single(peer.Take()).Number(0));
    }

    [Fact]
    public void A_shut_window_is_probed_with_one_chunk_for_as_long_as_it_answers()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[20_000]));
        var sent = peer.Take().Count;
        peer.SendSack(sent - 1, window: 0);
        for (var i = 0; i < 30; i++)
        {
            Assert.Single(peer.Take());
            peer.SendSack(sent - 1, window: 0);
            peer.Wait(TimeSpan.FromSeconds(4));
        }

        Assert.Equal(SctpState.Established, peer.Association.State);
        peer.SendSack(sent, window: 100_000);
        Assert.True(peer.Take().Count > 0);
    }

    [Fact]
    public void A_gap_report_that_is_taken_back_means_sending_again()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[3300]));
        Assert.Equal(3, peer.Take().Count);
        peer.SendSack(0, 1 << 20, (2, 2));
        peer.SendSack(0);
        peer.Wait(TimeSpan.FromSeconds(4));

        uint[] again = [.. peer.Take().Select(chunk => chunk.Number(0))];
        peer.SendSack(1);
        Assert.Equal([peer.PeerTsn + 1, peer.PeerTsn + 2], [.. again, .. peer.Take().Select(chunk => chunk.Number(0))]);
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_is_ignored()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, new byte[3300]));
        peer.Take();
        peer.SendSack(50);
        peer.SendSack(-10);
        peer.SendSack(-1, 1 << 20, (3, 2), (1, 60_000));

        Assert.Equal(3300, peer.Association.BufferedBytes);
    }

    [Fact]
    public void A_reset_waits_until_the_data_has_arrived_and_is_asked_again()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(4, 53, [1]));
        peer.Association.ResetStream(4, peer.Now);
        Assert.Equal(SctpChunkType.Data, Assert.Single(peer.Take()).Type);
        peer.SendSack(0);
        var request = Assert.Single(peer.Take());
        Assert.Equal((SctpChunkType.Reconfiguration, peer.PeerTsn), (request.Type, request.Number(12)));
        peer.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(request.Value, peer.Take()[0].Value);

        peer.Send(
            (
                SctpChunkType.Reconfiguration,
                0,
                StreamResetRequest.WriteResponse(request.Number(4), ResetResult.Performed)
            )
        );
        Assert.True(peer.Association.TryTakeEvent(out var done));
        Assert.Equal((SctpEventKind.LocalReset, (ushort)4), (done.Kind, done.Stream));
        Assert.True(peer.Association.TrySend(4, 53, [2]));
        Assert.Equal((ushort)0, Assert.Single(peer.Take()).Short(6));
    }
}
