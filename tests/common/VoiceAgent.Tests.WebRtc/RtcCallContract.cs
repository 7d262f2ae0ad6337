using System.Text;
using VoiceAgent.Transports.WebRtc.Engines;
using Xunit;

namespace VoiceAgent.Tests.WebRtc;

/// <summary>What every engine does once a peer is connected. Derive a test class that makes the engine.</summary>
public abstract class RtcCallContract : RtcEngineFixture
{
    private const int LongMessage = 100_000;

    [Fact(Timeout = Limit)]
    public async Task Each_session_hears_its_own_peer()
    {
        var calls = new List<(IRtcSession Session, EnginePeer Peer)>();
        for (var i = 0; i < 5; i++)
        {
            calls.Add(await ConnectAsync(i));
        }

        for (var i = 0; i < calls.Count; i++)
        {
            Assert.True(calls[i].Peer.Call.TrySendAudio([(byte)i, 1, 2], 160));
        }

        for (var i = 0; i < calls.Count; i++)
        {
            var audio = await NextAsync(calls[i].Session, RtcInputKind.Audio);
            Assert.Equal([(byte)i, 1, 2], audio.Payload.ToArray());
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Audio_of_the_peer_comes_with_its_number_and_its_time()
    {
        var (session, peer) = await ConnectAsync();

        peer.Call.TrySendAudio([1], 160);
        peer.Call.TrySendAudio([2, 2], uint.MaxValue);

        var first = await NextAsync(session, RtcInputKind.Audio);
        Assert.Equal((160u, 1), (first.Timestamp, first.Payload.Length));
        var number = first.Sequence;
        var second = await NextAsync(session, RtcInputKind.Audio);
        Assert.Equal((uint.MaxValue, 2), (second.Timestamp, second.Payload.Length));
        Assert.Equal((ushort)(number + 1), second.Sequence);
        Assert.Equal(2, session.Statistics.PacketsReceived);
    }

    [Fact(Timeout = Limit)]
    public async Task Audio_goes_out_as_it_was_given()
    {
        var (session, peer) = await ConnectAsync();

        Assert.True(session.TrySendAudio([1, 2, 3], 48_000, marker: true));
        Assert.True(session.TrySendAudio([4], 4_294_967_290, marker: false));
        Assert.True(session.TrySendAudio([5], 154, marker: false));

        await UntilAsync(() => peer.Inputs.Count == 3);
        var audio = peer.Inputs.ToList();
        Assert.Equal([1, 2, 3], audio[0].Payload.ToArray());
        Assert.Equal([48_000u, 4_294_967_290, 154], audio.Select(input => input.Timestamp));
        Assert.Equal([true, false, false], audio.Select(input => input.Marker));
        Assert.Equal((ushort)(audio[0].Sequence + 2), audio[2].Sequence);
        Assert.Equal(3, session.Statistics.PacketsSent);
    }

    [Fact(Timeout = Limit)]
    public async Task A_packet_longer_than_a_datagram_is_not_sent()
    {
        var (session, _) = await ConnectAsync();

        Assert.False(session.TrySendAudio(new byte[1500], 0, marker: false));
        Assert.Equal(0, session.Statistics.PacketsSent);
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_go_both_ways(bool isText)
    {
        var (session, peer) = await ConnectWithChannelAsync();
        var kind = isText ? RtcInputKind.Text : RtcInputKind.Binary;
        var text = Encoding.UTF8.GetBytes("grüße");

        Assert.True(peer.Call.TrySendMessage(text, isText));
        Assert.Equal(text, (await WhileTickingAsync(NextAsync(session, kind))).Payload.ToArray());

        Assert.True(session.TrySendMessage(text, isText));
        await UntilAsync(() => peer.Inputs.Any(input => input.Kind == kind && input.Payload.Span.SequenceEqual(text)));
    }

    [Fact(Timeout = Limit)]
    public async Task Long_messages_arrive_whole()
    {
        var (session, peer) = await ConnectWithChannelAsync();
        var message = new byte[LongMessage];
        new Random(5).NextBytes(message);

        Assert.True(peer.Call.TrySendMessage(message, isText: false));
        Assert.Equal(message, (await WhileTickingAsync(NextAsync(session, RtcInputKind.Binary))).Payload.ToArray());

        Assert.True(session.TrySendMessage(message, isText: false));
        await UntilAsync(() => peer.Inputs.Any(input => input.Payload.Span.SequenceEqual(message)));
    }

    [Fact(Timeout = Limit)]
    public async Task Messages_beyond_the_capacity_are_not_taken()
    {
        var (session, _) = await ConnectWithChannelAsync();
        var taken = 0;

        while (taken < 100 && session.TrySendMessage(new byte[LongMessage], isText: false))
        {
            taken++;
        }

        Assert.InRange(taken, 1, 99);
        await UntilAsync(() => session.TrySendMessage("room again"u8, isText: true));
    }

    [Fact(Timeout = Limit)]
    public async Task Without_a_channel_messages_are_not_taken()
    {
        var (session, _) = await ConnectAsync();

        Assert.False(session.TrySendMessage("hello"u8, isText: true));
    }

    [Fact(Timeout = Limit)]
    public async Task A_cancelled_read_may_be_repeated()
    {
        var (session, peer) = await ConnectAsync();
        using var cancelled = new CancellationTokenSource();
        var reading = session.ReadAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        peer.Call.TrySendAudio([7], 160);

        Assert.Equal([7], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task A_peer_that_closes_has_said_goodbye()
    {
        var (session, peer) = await ConnectWithChannelAsync();

        peer.Call.Close();

        var end = await NextAsync(session, RtcInputKind.Closed);
        Assert.True(end.IsGoodbye);
        Assert.Equal("the peer closed the connection", end.Reason);
        Assert.Equal(end, await session.ReadAsync(Cancellation));
        Assert.False(session.TrySendAudio([1], 0, marker: false));
        Assert.False(session.TrySendMessage("late"u8, isText: true));
    }

    [Fact(Timeout = Limit)]
    public async Task A_session_that_is_closed_ends_for_both()
    {
        var (session, peer) = await ConnectWithChannelAsync();

        await session.CloseAsync("enough");
        await session.DisposeAsync();

        var end = await NextAsync(session, RtcInputKind.Closed);
        Assert.Equal(("enough", false), (end.Reason, end.IsGoodbye));
        await UntilAsync(() => peer.Call.EndReason is RtcEndReason.ClosedByPeer);
        Assert.False(session.TrySendAudio([1], 0, marker: false));
    }

    [Fact(Timeout = Limit)]
    public async Task What_was_said_before_closing_arrives()
    {
        var (session, peer) = await ConnectWithChannelAsync();
        var message = new byte[LongMessage];

        Assert.True(session.TrySendMessage(message, isText: false));
        Assert.True(session.TrySendMessage("bye"u8, isText: true));
        var closing = session.CloseAsync("enough").AsTask();
        await UntilAsync(() => closing.IsCompleted);

        Assert.Contains(peer.Inputs, input => input.Payload.Length == LongMessage);
        Assert.Contains(peer.Inputs, input => input.Payload.Span.SequenceEqual("bye"u8));
    }

    [Fact(Timeout = Limit)]
    public async Task All_sessions_end_when_the_engine_stops()
    {
        var engine = Create();
        var peer = AddPeer(1);
        var session = await ConnectAsync(engine, peer);

        await engine.DisposeAsync();

        Assert.Equal("the server is stopping", (await NextAsync(session, RtcInputKind.Closed)).Reason);
        Assert.False(session.TrySendAudio([1], 0, marker: false));
    }

    [Fact(Timeout = Limit)]
    public async Task A_restart_of_ICE_keeps_the_call()
    {
        var (session, peer) = await ConnectWithChannelAsync();

        peer.Call.Restart();
        peer.Accept(await session.RestartAsync(peer.Call.Offer, Cancellation));

        await UntilAsync(() =>
        {
            peer.Call.TrySendAudio([8], 320);
            session.TrySendAudio([9], 320, marker: false);
            return session.Statistics.PacketsReceived > 0
                && peer.Inputs.Any(input => input.Payload.Span.SequenceEqual<byte>([9]));
        });
        Assert.True(session.TrySendMessage("still here"u8, isText: true));
        await UntilAsync(() => peer.Inputs.Any(input => input.Payload.Span.SequenceEqual("still here"u8)));
        Assert.Equal([8], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }
}
