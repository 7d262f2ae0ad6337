namespace VoiceAgent.Transports.WebRtc.Sctp;

public sealed class ReceivingTests
{
    private const byte Begin = DataFlags.Beginning;
    private const byte End = DataFlags.End;
    private const byte Whole = DataFlags.Beginning | DataFlags.End;
    private const byte Unordered = DataFlags.Unordered;

    [Fact]
    public void Every_second_packet_is_acknowledged_at_once_and_a_single_one_a_little_later()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Whole, [1]);
        Assert.Empty(peer.Take());
        peer.SendData(1, Whole, [2], ssn: 1);
        Assert.Equal(RawPeer.FirstTsn + 1, Assert.Single(peer.Take()).Number(0));

        peer.SendData(2, Whole, [3], ssn: 2);
        Assert.Empty(peer.Take());
        peer.Wait(peer.Options.AckDelay);
        Assert.Equal(RawPeer.FirstTsn + 2, Assert.Single(peer.Take()).Number(0));
    }

    [Fact]
    public void A_chunk_that_asks_for_it_is_acknowledged_at_once()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Whole | DataFlags.Immediate, [1]);

        Assert.Equal(SctpChunkType.Sack, Assert.Single(peer.Take()).Type);
    }

    [Fact]
    public void Gaps_and_duplicates_are_reported_at_once()
    {
        var peer = RawPeer.Established();
        peer.SendData(1, Whole, [1], ssn: 1);
        peer.SendData(2, Whole, [1], ssn: 2);
        peer.SendData(4, Whole, [1], ssn: 4);
        peer.Take();
        peer.SendData(4, Whole, [1], ssn: 4);
        var sack = Assert.Single(peer.Take());

        Assert.Equal(RawPeer.FirstTsn - 1, sack.Number(0));
        Assert.Equal((2, 1), (sack.Short(8), sack.Short(10)));
        Assert.Equal((2, 3, 5, 5), (sack.Short(12), sack.Short(14), sack.Short(16), sack.Short(18)));
        Assert.Equal(RawPeer.FirstTsn + 4, sack.Number(20));
    }

    [Fact]
    public void Messages_of_a_stream_wait_for_earlier_ones_and_other_streams_do_not()
    {
        var peer = RawPeer.Established();
        peer.SendData(1, Whole, [2], stream: 1, ssn: 1);
        peer.SendData(2, Whole, [3], stream: 2, ssn: 0);
        peer.SendData(3, Whole | Unordered, [4], stream: 1);
        Assert.Equal(
            [
                [3],
                [4],
            ],
            peer.Messages()
        );

        peer.SendData(0, Whole, [1], stream: 1, ssn: 0);
        Assert.Equal(
            [
                [1],
                [2],
            ],
            peer.Messages()
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Unordered)]
    public void Fragments_in_any_order_make_the_message(byte flags)
    {
        foreach (uint[] order in new uint[][] { [0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1] })
        {
            var peer = RawPeer.Established();
            foreach (var part in order)
            {
                var position = part switch
                {
                    0 => Begin,
                    2 => End,
                    _ => (byte)0,
                };
                peer.SendData(part, (byte)(flags | position), [(byte)part]);
            }

            Assert.Equal([0, 1, 2], Assert.Single(peer.Messages()));
        }
    }

    [Fact]
    public void A_forwarded_tsn_skips_what_the_peer_gave_up()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Begin, [0], stream: 3, ssn: 0);
        peer.SendData(3, Whole, [3], stream: 3, ssn: 1);
        Assert.Empty(peer.Messages());
        peer.Send((SctpChunkType.ForwardTsn, 0, [0, 0, 3, 0xEA, 0, 3, 0, 0]));

        Assert.Equal([3], Assert.Single(peer.Messages()));
        Assert.Equal(RawPeer.FirstTsn + 3, peer.Take()[^1].Number(0));
        peer.SendData(4, Whole, [4], stream: 3, ssn: 2);
        Assert.Equal([4], Assert.Single(peer.Messages()));
    }

    [Fact]
    public void The_rest_of_a_message_whose_beginning_was_given_up_is_dropped()
    {
        var peer = RawPeer.Established();
        peer.SendData(2, End, [2], stream: 3, ssn: 0);
        peer.Send((SctpChunkType.ForwardTsn, 0, [0, 0, 3, 0xE9]));
        peer.SendData(3, Whole | Unordered, [3]);

        Assert.Equal([3], Assert.Single(peer.Messages()));
        Assert.Equal(SctpState.Established, peer.Association.State);
    }

    [Theory]
    [InlineData(Begin, Begin)]
    [InlineData(Begin, Whole)]
    public void A_message_begun_within_another_ends_the_association(byte first, byte second)
    {
        var peer = RawPeer.Established();
        peer.SendData(0, first, [1]);
        peer.SendData(1, second, [2]);

        Assert.Equal(SctpState.Ended, peer.Association.State);
        Assert.Equal(SctpChunkType.Abort, peer.Take()[^1].Type);
    }

    [Fact]
    public void A_chunk_without_data_ends_the_association()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Whole, []);

        Assert.Equal(SctpState.Ended, peer.Association.State);
    }

    [Fact]
    public void A_stream_number_used_twice_ends_the_association()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Whole, [1], ssn: 0);
        peer.SendData(1, Whole, [1], ssn: 0);

        Assert.Equal(SctpState.Ended, peer.Association.State);
    }

    [Fact]
    public void The_window_shuts_and_opens_as_messages_are_taken()
    {
        var peer = RawPeer.Established(new SctpOptions { ReceiveWindowBytes = 10_000, MaxMessageBytes = 5_000 });
        uint sent = 0;
        for (; sent < 30; sent++)
        {
            peer.SendData(sent, Whole, new byte[1000], ssn: (ushort)sent);
        }

        var sack = peer.Take().FindLast(chunk => chunk.Type is SctpChunkType.Sack);
        Assert.Equal(0u, sack!.Number(4));
        var messages = peer.Messages();
        Assert.InRange(messages.Count, 9, 15);
        Assert.Equal(RawPeer.FirstTsn + (uint)messages.Count - 1, sack.Number(0));
        var opened = Assert.Single(peer.Take());
        Assert.Equal(10_000u, opened.Number(4));
    }

    [Fact]
    public void A_reset_that_overtakes_its_data_waits_for_it()
    {
        var peer = RawPeer.Established();
        peer.SendData(0, Whole, [1], stream: 5, ssn: 0);
        byte[] request = StreamResetRequest.WriteOutgoing(RawPeer.FirstTsn, 0, RawPeer.FirstTsn + 1, [5]);
        peer.Send((SctpChunkType.Reconfiguration, 0, request));
        Assert.Equal(6u, peer.Take().Find(chunk => chunk.Type is SctpChunkType.Reconfiguration)!.Number(8));

        peer.SendData(1, Whole, [2], stream: 5, ssn: 1);
        Assert.Equal(1u, peer.Take().Find(chunk => chunk.Type is SctpChunkType.Reconfiguration)!.Number(8));
        Assert.Equal(
            [
                [1],
                [2],
            ],
            peer.Messages()
        );

        // Asked again, it says the same; after the reset the stream starts at zero.
        peer.Send((SctpChunkType.Reconfiguration, 0, request));
        Assert.Equal(1u, peer.Take().Find(chunk => chunk.Type is SctpChunkType.Reconfiguration)!.Number(8));
        peer.SendData(2, Whole, [3], stream: 5, ssn: 0);
        Assert.Equal([3], Assert.Single(peer.Messages()));
    }

    [Theory]
    [InlineData(StreamResetRequest.Incoming, 2)]
    [InlineData(StreamResetRequest.Tsn, 2)]
    [InlineData(StreamResetRequest.AddOutgoingStreams, 1)]
    [InlineData(StreamResetRequest.AddIncomingStreams, 2)]
    public void Other_requests_get_an_answer(ushort type, uint result)
    {
        var peer = RawPeer.Established();
        byte[] request = StreamResetRequest.WriteResponse(RawPeer.FirstTsn, ResetResult.NothingToDo);
        request[1] = (byte)type;
        peer.Send((SctpChunkType.Reconfiguration, 0, request));

        Assert.Equal(result, Assert.Single(peer.Take()).Number(8));
    }

    [Fact]
    public void A_request_with_a_wrong_number_is_refused()
    {
        var peer = RawPeer.Established();
        peer.Send(
            (SctpChunkType.Reconfiguration, 0, StreamResetRequest.WriteOutgoing(RawPeer.FirstTsn + 7, 0, 0, [1]))
        );

        Assert.Equal(5u, Assert.Single(peer.Take()).Number(8));
    }
}
