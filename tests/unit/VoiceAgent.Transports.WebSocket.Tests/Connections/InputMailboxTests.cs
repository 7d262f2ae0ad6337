namespace VoiceAgent.Transports.WebSockets.Connections;

public class InputMailboxTests
{
    private readonly InputMailbox _mailbox = new(maxItems: 2, maxBytes: 100);

    [Fact]
    public async Task What_is_posted_is_read_in_order()
    {
        await _mailbox.PostAsync(MediaInput.FromPlayed(1));
        await _mailbox.PostAsync(MediaInput.FromPlayed(2));

        Assert.Equal(1, (await Read()).PlayedSamples);
        Assert.Equal(2, (await Read()).PlayedSamples);
    }

    [Fact]
    public async Task A_waiting_reader_goes_on_inside_the_post()
    {
        var read = 0L;
        async Task ReadTwice()
        {
            read = (await _mailbox.ReadAsync(CancellationToken.None)).PlayedSamples;
            read = (await _mailbox.ReadAsync(CancellationToken.None)).PlayedSamples;
        }

        var reading = ReadTwice();
        Assert.True(_mailbox.PostAsync(MediaInput.FromPlayed(1)).AsTask().IsCompleted);
        Assert.Equal(1, read);
        Assert.True(_mailbox.PostAsync(MediaInput.FromPlayed(2)).AsTask().IsCompleted);
        Assert.Equal(2, read);
        await reading;
    }

    [Fact]
    public async Task A_post_waits_while_the_reader_is_behind()
    {
        await _mailbox.PostAsync(MediaInput.FromPlayed(1));
        await _mailbox.PostAsync(MediaInput.FromPlayed(2));
        var third = _mailbox.PostAsync(MediaInput.FromPlayed(3)).AsTask();
        Assert.False(third.IsCompleted);

        Assert.Equal(1, (await Read()).PlayedSamples);
        await third;
        Assert.Equal(2, (await Read()).PlayedSamples);
        Assert.Equal(3, (await Read()).PlayedSamples);
    }

    [Fact]
    public async Task A_post_waits_while_too_many_bytes_wait()
    {
        await _mailbox.PostAsync(MediaInput.FromAudio(new byte[100]));
        var second = _mailbox.PostAsync(MediaInput.FromAudio(new byte[100])).AsTask();
        Assert.False(second.IsCompleted);

        Assert.Equal(100, (await Read()).Audio.Length);
        await second;
        Assert.Equal(100, (await Read()).Audio.Length);
        Assert.True(_mailbox.PostAsync(MediaInput.FromPlayed(1)).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Cancelling_a_read_loses_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var read = _mailbox.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _mailbox.ReadAsync(cancellation.Token).AsTask());

        await _mailbox.PostAsync(MediaInput.FromPlayed(1));
        Assert.Equal(1, (await Read()).PlayedSamples);
    }

    [Fact]
    public async Task A_token_of_an_earlier_read_does_not_cancel_a_later_one()
    {
        using var earlier = new CancellationTokenSource();
        var first = _mailbox.ReadAsync(earlier.Token).AsTask();
        await _mailbox.PostAsync(MediaInput.FromPlayed(1));
        await first;

        var second = _mailbox.ReadAsync(CancellationToken.None).AsTask();
        await earlier.CancelAsync();
        Assert.False(second.IsCompleted);
        await _mailbox.PostAsync(MediaInput.FromPlayed(2));
        Assert.Equal(2, (await second).PlayedSamples);
    }

    [Fact]
    public async Task After_the_end_what_was_posted_is_read_and_then_only_the_end()
    {
        await _mailbox.PostAsync(MediaInput.FromPlayed(1));
        _mailbox.End(MediaInput.FromClosed("gone"));
        _mailbox.End(MediaInput.FromClosed("twice"));
        await _mailbox.PostAsync(MediaInput.FromPlayed(2));

        Assert.Equal(MediaInputKind.Played, (await Read()).Kind);
        Assert.Equal(MediaInput.FromClosed("gone"), await Read());
        Assert.Equal(MediaInput.FromClosed("gone"), await Read());
    }

    [Fact]
    public async Task The_end_wakes_the_reader_and_the_poster()
    {
        var read = _mailbox.ReadAsync(CancellationToken.None).AsTask();
        _mailbox.End(MediaInput.FromClosed("gone"));
        Assert.Equal(MediaInputKind.Closed, (await read).Kind);

        var full = new InputMailbox(maxItems: 1, maxBytes: 100);
        await full.PostAsync(MediaInput.FromPlayed(1));
        var post = full.PostAsync(MediaInput.FromPlayed(2)).AsTask();
        full.End(MediaInput.FromClosed("gone"));
        await post;
    }

    [Fact]
    public async Task Reader_poster_and_cancellation_may_race()
    {
        const int Inputs = 20_000;
        var random = new Random(7);
        var posting = Task.Run(async () =>
        {
            for (var i = 0; i < Inputs; i++)
            {
                await _mailbox.PostAsync(MediaInput.FromPlayed(i));
            }
        });

        for (var expected = 0L; expected < Inputs; )
        {
            using var cancellation = new CancellationTokenSource();
            var read = _mailbox.ReadAsync(cancellation.Token).AsTask();
            if (random.Next(4) == 0)
            {
                await cancellation.CancelAsync();
            }

            try
            {
                Assert.Equal(expected, (await read).PlayedSamples);
                expected++;
            }
            catch (OperationCanceledException)
            {
                Assert.True(cancellation.IsCancellationRequested);
            }
        }

        await posting;
    }

    private ValueTask<MediaInput> Read() => _mailbox.ReadAsync(CancellationToken.None);
}
