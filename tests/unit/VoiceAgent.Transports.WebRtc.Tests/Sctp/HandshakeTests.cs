namespace VoiceAgent.Transports.WebRtc.Sctp;

public sealed class HandshakeTests
{
    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // CRC32c of 32 zero bytes is 0x8A9136AA (RFC 3720 appendix B.4), least significant byte first.
        var packet = new byte[32];
        SctpChecksum.Write(packet);

        Assert.Equal(0x8A9136AAu, BitConverter.ToUInt32(packet, 8));
        Assert.True(SctpChecksum.IsRight(packet));
        packet[31] ^= 1;
        Assert.False(SctpChecksum.IsRight(packet));
    }

    [Fact]
    public void An_init_is_answered_without_remembering_it()
    {
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var answer = Assert.Single(peer.Take());

        Assert.Equal((SctpChunkType.InitAck, RawPeer.Tag), (answer.Type, answer.Tag));
        Assert.Equal(SctpState.Opening, peer.Association.State);
        Assert.Null(peer.Association.NextTimeout);
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(0, 0)]
    public void A_packet_with_a_wrong_tag_is_dropped(uint initTag, uint difference)
    {
        if (initTag != 0)
        {
            var opening = new RawPeer();
            opening.Send(initTag, (SctpChunkType.Init, 0, opening.Init()));
            Assert.Empty(opening.Take());
            Assert.Equal(1, opening.Association.Dropped);
        }

        var peer = RawPeer.Established();
        peer.Send(peer.PeerTag + 1 + difference, (SctpChunkType.Data, 3, RawPeer.Data(0, [1])));
        peer.Send(RawPeer.Tag, (SctpChunkType.Abort, 0, []));

        Assert.Empty(peer.Messages());
        Assert.Equal(SctpState.Established, peer.Association.State);
        Assert.Equal(2, peer.Association.Dropped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_abort_ends_it_with_either_tag(byte flags)
    {
        var peer = RawPeer.Established();
        peer.Send(flags == 0 ? peer.PeerTag : RawPeer.Tag, (SctpChunkType.Abort, flags, []));

        Assert.Equal(SctpState.Ended, peer.Association.State);
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_forged_cookie_is_ignored()
    {
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var cookie = peer.Cookie(Assert.Single(peer.Take()));
        for (var i = 0; i < cookie.Length; i++)
        {
            cookie[i] ^= 0x10;
            peer.Send((SctpChunkType.CookieEcho, 0, cookie));
            cookie[i] ^= 0x10;
        }

        Assert.Empty(peer.Take());
        Assert.Equal(SctpState.Opening, peer.Association.State);
    }

    [Fact]
    public void A_cookie_of_another_association_is_ignored()
    {
        var other = new RawPeer(seed: 2);
        other.Send(0, (SctpChunkType.Init, 0, other.Init()));
        var foreign = other.Cookie(Assert.Single(other.Take()));
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        peer.Cookie(Assert.Single(peer.Take()));

        peer.Send((SctpChunkType.CookieEcho, 0, foreign));

        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_stale_cookie_is_refused_with_its_cause()
    {
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var cookie = peer.Cookie(Assert.Single(peer.Take()));
        peer.Now += TimeSpan.FromSeconds(61);
        peer.Send((SctpChunkType.CookieEcho, 0, cookie));

        var error = Assert.Single(peer.Take());
        Assert.Equal((SctpChunkType.Error, SctpCauses.StaleCookie), (error.Type, error.Short(0)));
    }

    [Fact]
    public void A_cookie_echoed_twice_is_acknowledged_twice()
    {
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var cookie = peer.Cookie(Assert.Single(peer.Take()));
        peer.Send((SctpChunkType.CookieEcho, 0, cookie));
        peer.Send((SctpChunkType.CookieEcho, 0, cookie));

        Assert.Equal(2, peer.Take().Count(chunk => chunk.Type is SctpChunkType.CookieAck));
    }

    [Fact]
    public void Data_travels_with_the_cookie()
    {
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        var cookie = peer.Cookie(Assert.Single(peer.Take()));
        peer.Send((SctpChunkType.CookieEcho, 0, cookie), (SctpChunkType.Data, 3, RawPeer.Data(0, [9])));

        Assert.Equal([9], Assert.Single(peer.Messages()));
    }

    [Fact]
    public void A_late_init_does_not_disturb_an_association()
    {
        var peer = RawPeer.Established();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init()));
        peer.SendData(0, 3, [1]);

        Assert.DoesNotContain(peer.Take(), chunk => chunk.Type is SctpChunkType.InitAck);
        Assert.Single(peer.Messages());
    }

    [Theory]
    [InlineData(0x00, false, false)]
    [InlineData(0x40, true, false)]
    [InlineData(0x80, false, true)]
    [InlineData(0xC1, true, true)]
    public void Unknown_parameters_are_reported_and_skipped_as_their_bits_say(
        byte high,
        bool isReported,
        bool isSkipped
    )
    {
        // A parameter nobody knows, and behind it one that would be reported if it were read.
        var peer = new RawPeer();
        peer.Send(0, (SctpChunkType.Init, 0, peer.Init(high, 0x77, 0, 4, 0xC1, 0x99, 0, 4)));
        var answer = Assert.Single(peer.Take()).Value;

        Assert.Equal(isReported, answer.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 8, 0, 8, high, 0x77, 0, 4]) > 0);
        Assert.Equal(isSkipped, answer.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 8, 0, 8, 0xC1, 0x99, 0, 4]) > 0);
    }

    [Theory]
    [InlineData(0x3F, false, false)]
    [InlineData(0x7F, true, false)]
    [InlineData(0xBF, false, true)]
    [InlineData(0xFF, true, true)]
    public void Unknown_chunks_are_reported_and_skipped_as_their_bits_say(byte type, bool isReported, bool isSkipped)
    {
        var peer = RawPeer.Established();
        peer.Send(((SctpChunkType)type, 0, [1, 2, 3, 4]), (SctpChunkType.Data, 3, RawPeer.Data(0, [1])));

        Assert.Equal(isSkipped ? 1 : 0, peer.Messages().Count);
        var errors = peer.Take().FindAll(chunk => chunk.Type is SctpChunkType.Error);
        Assert.Equal(isReported ? 1 : 0, errors.Count);
        Assert.All(errors, error => Assert.Equal((ushort)6, error.Short(0)));
    }

    [Fact]
    public void An_init_with_no_tag_or_no_streams_is_dropped()
    {
        foreach (var field in new[] { 0, 8, 10 })
        {
            var peer = new RawPeer();
            var init = peer.Init();
            Array.Clear(init, field, field == 0 ? 4 : 2);
            peer.Send(0, (SctpChunkType.Init, 0, init));
            Assert.Empty(peer.Take());
        }
    }

    [Fact]
    public void An_orderly_end_waits_for_what_was_sent()
    {
        var peer = RawPeer.Established();
        Assert.True(peer.Association.TrySend(0, 53, [1, 2, 3]));
        peer.Association.Shutdown(peer.Now);
        Assert.Equal(SctpChunkType.Data, Assert.Single(peer.Take()).Type);
        peer.SendSack(0);
        Assert.Equal(SctpChunkType.Shutdown, Assert.Single(peer.Take()).Type);
        peer.Wait(TimeSpan.FromMilliseconds(350));
        Assert.Equal(SctpChunkType.Shutdown, Assert.Single(peer.Take()).Type);
        peer.Send((SctpChunkType.ShutdownAck, 0, []));

        Assert.Equal(SctpChunkType.ShutdownComplete, Assert.Single(peer.Take()).Type);
        Assert.Equal(SctpState.Ended, peer.Association.State);
        Assert.Null(peer.Association.NextTimeout);
    }

    [Fact]
    public void The_peer_may_end_it_in_order()
    {
        var peer = RawPeer.Established();
        peer.Send((SctpChunkType.Shutdown, 0, [0, 0, 0, 0]));
        Assert.Equal(SctpChunkType.ShutdownAck, Assert.Single(peer.Take()).Type);
        Assert.False(peer.Association.TrySend(0, 53, [1]));
        peer.Send((SctpChunkType.ShutdownComplete, 0, []));

        Assert.Equal(SctpState.Ended, peer.Association.State);
    }

    [Fact]
    public void A_heartbeat_comes_back_as_it_was()
    {
        var peer = RawPeer.Established();
        byte[] info = [0, 1, 0, 12, 1, 2, 3, 4, 5, 6, 7, 8];
        peer.Send((SctpChunkType.Heartbeat, 0, info));

        var answer = Assert.Single(peer.Take());
        Assert.Equal(SctpChunkType.HeartbeatAck, answer.Type);
        Assert.Equal(info, answer.Value);
    }

    [Fact]
    public void An_idle_peer_is_asked_and_may_answer_for_ever()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 20; i++)
        {
            peer.Wait(peer.Options.HeartbeatInterval);
            var question = Assert.Single(peer.Take());
            Assert.Equal(SctpChunkType.Heartbeat, question.Type);
            peer.Send((SctpChunkType.HeartbeatAck, 0, question.Value));
        }

        Assert.Equal(SctpState.Established, peer.Association.State);
        peer.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal(SctpState.Ended, peer.Association.State);
    }
}
