using VoiceAgent.Tests.Common;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Engines;

public sealed class RtcSessionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Audio_and_messages_flow_both_ways(bool beginsHandshake)
    {
        using var pair = new SessionPair(role: beginsHandshake ? DtlsRole.Client : DtlsRole.Server);
        pair.Connect();

        Assert.True(pair.Client.TrySendAudio([1, 2, 3], 160, marker: true, pair.Now));
        Assert.True(pair.Session.TrySendAudio([4, 5], 160, marker: true, pair.Now));
        Assert.True(pair.Client.TrySendMessage("hello"u8, isText: true, pair.Now));
        Assert.True(pair.Session.TrySendMessage(new byte[50_000], isText: false, pair.Now));
        pair.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2, 3], Assert.Single(pair.AudioFromClient));
        Assert.Equal([4, 5], Assert.Single(pair.AudioFromServer));
        Assert.Equal(["Connected", "hello"], pair.FromClient);
        Assert.Equal(["50000 bytes"], pair.FromServer);
        Assert.Equal(0, pair.Session.Dropped);
    }

    [Fact]
    public void Audio_both_ways_allocates_nothing()
    {
        using var pair = new SessionPair();
        pair.Connect();
        var (payload, buffer) = (new byte[160], new byte[RtcLink.DatagramLength]);
        var (now, ticks, received) = (pair.Now, 0u, 0);

        var allocated = Allocations.Of(() =>
        {
            for (var frame = 0; frame < 50; frame++)
            {
                now += TimeSpan.FromMilliseconds(20);
                ticks += 160;
                pair.Client.TrySendAudio(payload, ticks, marker: false, now);
                while (pair.Client.TakeTransmit(buffer, now) is > 0 and var length)
                {
                    pair.Session.Receive(buffer.AsSpan(0, length), pair.ClientAddress, now);
                }

                while (pair.Session.TryTakeInput(out var input))
                {
                    received += input.Kind == RtcInputKind.Audio ? 1 : 0;
                }

                pair.Session.TrySendAudio(payload, ticks, marker: false, now);
                if (pair.Session.NextTimeout <= now)
                {
                    pair.Session.HandleTimeout(now);
                }

                while (pair.Session.TryTakeTransmit(buffer, now, out _, out _)) { }
            }
        });

        Assert.Equal(0, allocated);
        Assert.InRange(received, 100, int.MaxValue);
    }

    [Fact]
    public void Reports_tell_the_round_trip_and_the_loss()
    {
        using var pair = new SessionPair();
        pair.Connect();
        for (uint i = 0; i < 600; i++)
        {
            pair.IsCut = i % 10 == 0;
            pair.Session.TrySendAudio([1], i * 160, marker: false, pair.Now);
            pair.Client.TrySendAudio([1], i * 160, marker: false, pair.Now);
            pair.Exchange();
            pair.IsCut = false;
            pair.Advance(TimeSpan.FromMilliseconds(20));
        }

        var statistics = pair.Session.Statistics;
        Assert.Equal(600, statistics.PacketsSent);
        Assert.Equal(540, statistics.PacketsReceived);
        Assert.InRange(statistics.PacketsLost, 30, 60);
        Assert.InRange(statistics.RoundTrip, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_peer_that_does_not_connect_is_given_up()
    {
        using var pair = new SessionPair { IsCut = true };

        pair.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["Closed: the peer did not connect in time"], pair.FromClient);
        Assert.Equal(RtcEndReason.NeverConnected, pair.Session.EndReason);
        Assert.Equal(TimeSpan.MaxValue, pair.Session.NextTimeout);
    }

    [Fact]
    public void A_peer_that_shows_another_certificate_is_refused()
    {
        using var other = DtlsCertificate.Create(TimeProvider.System);
        using var pair = new SessionPair(shown: other);

        pair.Client.Accept(pair.Session.Answer, pair.Now);
        pair.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(RtcEndReason.WrongFingerprint, pair.Session.EndReason);
        Assert.Equal(["Closed: the peer's certificate is not the one of its description"], pair.FromClient);
        Assert.False(pair.Session.TrySendAudio([1], 0, marker: false, pair.Now));
    }

    [Fact]
    public void A_silent_peer_is_doubted_after_five_seconds_and_welcome_when_it_returns()
    {
        using var pair = new SessionPair();
        pair.Connect();

        pair.IsCut = true;
        pair.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(["Connected", "Disconnected"], pair.FromClient);
        Assert.True(pair.Session.TrySendAudio([1], 0, marker: false, pair.Now));

        pair.IsCut = false;
        pair.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["Connected", "Disconnected", "Connected"], pair.FromClient);
    }

    [Fact]
    public void A_peer_that_stays_silent_is_gone_after_thirty_seconds()
    {
        using var pair = new SessionPair();
        pair.Connect();

        pair.IsCut = true;
        pair.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(["Connected", "Disconnected", "Closed: no sign of the peer for 30 seconds"], pair.FromClient);
        Assert.Equal(RtcEndReason.PeerGone, pair.Session.EndReason);
    }

    [Fact]
    public void A_restart_of_ICE_keeps_the_keys_and_forgets_the_old_credentials()
    {
        using var pair = new SessionPair { Captures = true };
        pair.Connect();
        var check = pair.Captured.First(datagram => datagram[0] == 0);
        var before = pair.Session.LocalFragment;

        pair.Client.Restart();
        Assert.True(
            pair.Session.TryRestart(SessionPair.Parse(pair.Client.Offer()), pair.Now, out var problem),
            problem
        );
        pair.Captured.Clear();
        pair.ClientAddress = SessionPair.Address(50000);
        pair.Client.Accept(pair.Session.Answer, pair.Now);
        pair.Advance(TimeSpan.FromSeconds(6));

        Assert.NotEqual(before, pair.Session.LocalFragment);
        Assert.DoesNotContain(pair.Captured, datagram => datagram[0] is 22);
        pair.Session.TrySendAudio([7], 0, marker: false, pair.Now);
        pair.Exchange();
        Assert.Equal([7], Assert.Single(pair.AudioFromServer));
        Assert.Equal(
            RtcDropReason.UnknownCredentials,
            pair.Session.Receive((byte[])check.Clone(), SessionPair.Address(40000), pair.Now)
        );
    }

    [Fact]
    public void A_renewed_offer_with_another_certificate_is_refused_and_changes_nothing()
    {
        using var other = DtlsCertificate.Create(TimeProvider.System);
        using var pair = new SessionPair();
        pair.Connect();
        pair.Client.Restart();
        var offer = pair.Client.Offer();
        var start = offer.IndexOf("sha-256 ", StringComparison.Ordinal) + 8;
        offer = offer.Replace(offer.Substring(start, 95), other.Fingerprint, StringComparison.Ordinal);
        var answer = pair.Session.Answer;

        Assert.False(pair.Session.TryRestart(SessionPair.Parse(offer), pair.Now, out var problem));

        Assert.Contains("certificate", problem, StringComparison.Ordinal);
        Assert.Equal(answer, pair.Session.Answer);
        Assert.Equal(RtcSessionState.Connected, pair.Session.State);
    }

    [Fact]
    public void Closing_lets_the_last_message_arrive_first()
    {
        using var pair = new SessionPair();
        pair.Connect();

        pair.Session.TrySendMessage("goodbye"u8, isText: true, pair.Now);
        pair.Session.Close("done", pair.Now);
        pair.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["goodbye"], pair.FromServer);
        Assert.Equal("Closed: done", pair.FromClient[^1]);
        Assert.Equal(RtcEndReason.ClosedByPeer, pair.Client.EndReason);
        Assert.False(pair.Session.TrySendMessage("late"u8, isText: true, pair.Now));
    }

    [Fact]
    public void Closing_does_not_wait_long_for_a_peer_that_does_not_answer()
    {
        using var pair = new SessionPair();
        pair.Connect();

        pair.IsCut = true;
        pair.Session.TrySendMessage("goodbye"u8, isText: true, pair.Now);
        pair.Session.Close("done", pair.Now);
        Assert.Equal(RtcSessionState.Closing, pair.Session.State);
        pair.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(RtcSessionState.Closed, pair.Session.State);
    }

    [Fact]
    public void A_peer_that_closes_ends_the_session()
    {
        using var pair = new SessionPair();
        pair.Connect();

        pair.Client.Close(pair.Now);
        pair.Exchange();

        Assert.Equal(["Connected", "Closed: the peer closed the connection"], pair.FromClient);
    }

    [Fact]
    public void What_comes_from_an_address_that_was_not_checked_is_dropped()
    {
        using var pair = new SessionPair { Captures = true };
        pair.Connect();
        pair.Captured.Clear();
        pair.IsCut = true;
        pair.Client.TrySendAudio([1], 0, marker: false, pair.Now);
        pair.Exchange();
        var audio = Assert.Single(pair.Captured);

        var spoofed = pair.Session.Receive((byte[])audio.Clone(), SessionPair.Address(1), pair.Now);
        var genuine = pair.Session.Receive((byte[])audio.Clone(), pair.ClientAddress, pair.Now);
        var replayed = pair.Session.Receive((byte[])audio.Clone(), pair.ClientAddress, pair.Now);

        Assert.Equal(RtcDropReason.UnknownSource, spoofed);
        Assert.Equal(RtcDropReason.None, genuine);
        Assert.Equal(RtcDropReason.NotGenuine, replayed);
        Assert.Equal(2, pair.Session.Dropped);
    }

    [Fact]
    public void Nothing_but_checks_is_taken_before_a_check()
    {
        using var pair = new SessionPair();
        var hello = Fixture.Datagrams().First(datagram => datagram[0] == 22);

        Assert.Equal(RtcDropReason.UnknownSource, pair.Session.Receive(hello, pair.ClientAddress, pair.Now));
        Assert.False(pair.Session.TryTakeTransmit(new byte[1500], pair.Now, out _, out _));
    }

    [Fact]
    public void Datagrams_longer_than_any_network_carries_are_dropped()
    {
        using var pair = new SessionPair();
        pair.Connect();
        var long_ = new byte[4000];
        long_[0] = 0x80;

        Assert.Equal(RtcDropReason.Malformed, pair.Session.Receive(long_, pair.ClientAddress, pair.Now));
    }

    [Fact]
    public void Mutated_captures_harm_neither_the_session_nor_throw()
    {
        using var pair = new SessionPair { Captures = true };
        pair.Connect();
        for (uint i = 0; i < 20; i++)
        {
            pair.Client.TrySendAudio(new byte[80], i * 160, marker: false, pair.Now);
            pair.Client.TrySendMessage(new byte[i], isText: true, pair.Now);
            pair.Advance(TimeSpan.FromMilliseconds(500));
        }

        byte[][] seeds = [.. pair.Captured, .. Fixture.Datagrams()];
        var random = new Random(5);
        for (var i = 0; i < 50_000; i++)
        {
            pair.Session.Receive(Mutation.Of(seeds[random.Next(seeds.Length)], random), pair.ClientAddress, pair.Now);
            pair.Exchange();
        }

        pair.FromClient.Clear();
        Assert.InRange(pair.Session.Dropped, 1000, 50_000);
        Assert.Equal(RtcSessionState.Connected, pair.Session.State);
        pair.Client.TrySendMessage("still here"u8, isText: true, pair.Now);
        pair.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["still here"], pair.FromClient);
    }

    [Fact]
    public void Mutated_captures_during_the_handshake_end_a_session_at_most()
    {
        using var recorded = new SessionPair(seed: 1) { Captures = true };
        recorded.Connect();
        var random = new Random(6);
        for (var i = 0; i < 60; i++)
        {
            using var pair = new SessionPair(seed: i);
            pair.Client.Accept(pair.Session.Answer, pair.Now);
            pair.Client.HandleTimeout(pair.Now);
            pair.Exchange();
            for (var count = 0; count < 50; count++)
            {
                var datagram = Mutation.Of(recorded.Captured[random.Next(recorded.Captured.Count)], random);
                pair.Session.Receive(datagram, pair.ClientAddress, pair.Now);
                pair.Exchange();
            }

            Assert.True(
                pair.Session.State is RtcSessionState.Connecting or RtcSessionState.Connected or RtcSessionState.Closed
            );
        }
    }
}
