namespace VoiceAgent.Transports.WebRtc.Engines;

public sealed class RtcInboxTests
{
    private readonly RtcInbox _inbox = new();

    [Fact]
    public async Task What_came_is_read_in_order_and_the_end_again_and_again()
    {
        _inbox.TryAdd(new RtcInput(RtcInputKind.Connected));
        _inbox.TryAdd(new RtcInput(RtcInputKind.Audio) { Payload = new byte[] { 1, 2 }, Sequence = 7 });
        _inbox.TryAdd(new RtcInput(RtcInputKind.Text) { Payload = "hello"u8.ToArray() });
        _inbox.TryAdd(new RtcInput(RtcInputKind.Closed) { Reason = "done" });

        Assert.Equal(RtcInputKind.Connected, (await _inbox.ReadAsync(CancellationToken.None)).Kind);
        var audio = await _inbox.ReadAsync(CancellationToken.None);
        Assert.Equal([1, 2], audio.Payload.ToArray());
        Assert.Equal(7, audio.Sequence);
        Assert.Equal("hello"u8.ToArray(), (await _inbox.ReadAsync(CancellationToken.None)).Payload.ToArray());
        Assert.Equal("done", (await _inbox.ReadAsync(CancellationToken.None)).Reason);
        Assert.Equal(RtcInputKind.Closed, (await _inbox.ReadAsync(CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken()
    {
        for (ushort i = 0; i < 100; i++)
        {
            var reading = _inbox.ReadAsync(CancellationToken.None);
            Assert.False(reading.IsCompleted);

            _inbox.TryAdd(new RtcInput(RtcInputKind.Audio) { Sequence = i });

            Assert.Equal(i, (await reading).Sequence);
        }
    }

    [Fact]
    public async Task A_cancelled_read_takes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = _inbox.ReadAsync(cancellation.Token);

        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        _inbox.TryAdd(new RtcInput(RtcInputKind.Connected));
        Assert.Equal(RtcInputKind.Connected, (await _inbox.ReadAsync(CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task A_reader_that_is_behind_loses_the_newest_but_never_the_end()
    {
        var taken = 0;
        for (var i = 0; i < 1000; i++)
        {
            taken += _inbox.TryAdd(new RtcInput(RtcInputKind.Audio) { Payload = new byte[80] }) ? 1 : 0;
        }

        Assert.Equal(256, taken);
        _inbox.TryAdd(new RtcInput(RtcInputKind.Closed) { Reason = "done" });
        for (var i = 0; i < taken; i++)
        {
            Assert.Equal(RtcInputKind.Audio, (await _inbox.ReadAsync(CancellationToken.None)).Kind);
        }

        Assert.Equal(RtcInputKind.Closed, (await _inbox.ReadAsync(CancellationToken.None)).Kind);
    }

    [Fact]
    public void Messages_are_bounded_by_their_bytes()
    {
        Assert.True(_inbox.TryAdd(new RtcInput(RtcInputKind.Binary) { Payload = new byte[1_000_000] }));
        Assert.False(_inbox.TryAdd(new RtcInput(RtcInputKind.Binary) { Payload = new byte[1_000_000] }));
        Assert.True(_inbox.TryAdd(new RtcInput(RtcInputKind.Audio) { Payload = new byte[80] }));
    }
}
