using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

public sealed class DecoderPoolTests
{
    private const string YesNo = "#JSGF V1.0;\ngrammar g;\npublic <a> = yes | no;\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_returned_decoder_is_used_again_by_the_same_plan_only()
    {
        var (plan, _) = PocketSphinxFixture.RequirePlan(YesNo);
        var (other, _) = PocketSphinxFixture.RequirePlan(YesNo);
        using var pool = Pool(2);
        var first = await pool.LeaseAsync(plan, Cancellation);
        var decoders = first.Decoders;
        first.Dispose();

        using var another = await pool.LeaseAsync(other, Cancellation);
        using var again = await pool.LeaseAsync(plan, Cancellation);

        Assert.NotSame(decoders, another.Decoders);
        Assert.Same(decoders, again.Decoders);
    }

    [Fact]
    public async Task A_full_pool_refuses_in_time_and_serves_again_when_a_place_is_free()
    {
        var (plan, _) = PocketSphinxFixture.RequirePlan(YesNo);
        using var pool = Pool(1);
        var only = await pool.LeaseAsync(plan, Cancellation);

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => pool.LeaseAsync(plan, Cancellation));
        Assert.Equal(ErrorCodes.PoolExhausted, failure.Code);

        only.Dispose();
        only.Dispose();
        (await pool.LeaseAsync(plan, Cancellation)).Dispose();
        Assert.Equal(1, pool.IdleCount);
    }

    [Fact]
    public async Task Idle_decoders_of_another_plan_make_room()
    {
        var (plan, _) = PocketSphinxFixture.RequirePlan(YesNo);
        var (other, _) = PocketSphinxFixture.RequirePlan(YesNo);
        using var pool = Pool(1);
        (await pool.LeaseAsync(plan, Cancellation)).Dispose();

        using var lease = await pool.LeaseAsync(other, Cancellation);

        Assert.Equal(0, pool.IdleCount);
    }

    [Fact]
    public async Task A_broken_decoder_is_not_kept_and_prewarmed_ones_are()
    {
        var (plan, _) = PocketSphinxFixture.RequirePlan(YesNo);
        using var pool = Pool(3);
        await pool.PrewarmAsync(plan, 2, Cancellation);
        Assert.Equal(2, pool.IdleCount);

        var lease = await pool.LeaseAsync(plan, Cancellation);
        lease.IsBroken = true;
        lease.Dispose();
        Assert.Equal(1, pool.IdleCount);
    }

    [Fact]
    public async Task A_decoder_that_comes_back_after_the_end_is_freed()
    {
        var (plan, _) = PocketSphinxFixture.RequirePlan(YesNo);
        var pool = Pool(1);
        var lease = await pool.LeaseAsync(plan, Cancellation);
        pool.Dispose();
        lease.Dispose();

        Assert.Equal(0, pool.IdleCount);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.LeaseAsync(plan, Cancellation));
    }

    private static DecoderPool Pool(int limit) => new(limit, TimeSpan.Zero, TimeProvider.System);
}
