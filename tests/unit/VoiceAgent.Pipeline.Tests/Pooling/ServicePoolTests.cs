using VoiceAgent.Errors;
using VoiceAgent.Testing;

namespace VoiceAgent.Pooling;

public sealed class ServicePoolTests
{
    private readonly VirtualTime _time = new();
    private readonly CountedFactory _factory;

    public ServicePoolTests() => _factory = new CountedFactory(_time);

    [Fact]
    public void A_service_that_was_given_back_is_lent_again() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new());
            await using (var first = await pool.LeaseAsync(default))
            {
                Assert.False(first.IsReused);
            }

            await using var second = await pool.LeaseAsync(default);

            Assert.True(second.IsReused);
            Assert.Equal(1, second.Service.Number);
            Assert.Equal(
                (1, 2L, 1L, 0.5),
                (_factory.Made, pool.Statistics.Leases, pool.Statistics.Reused, pool.Statistics.ReuseRate)
            );
            Assert.Equal((1, 0, 1), (pool.Statistics.InUse, pool.Statistics.Idle, pool.Statistics.Size));
        });

    [Fact]
    public void A_lease_that_is_disposed_twice_gives_back_once() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new());
            var lease = await pool.LeaseAsync(default);
            await lease.DisposeAsync();
            await lease.DisposeAsync();

            Assert.Equal((0, 1), (pool.Statistics.InUse, pool.Statistics.Idle));
            Assert.Throws<ObjectDisposedException>(() => lease.Service);
        });

    [Fact]
    public void Who_waits_is_served_in_order_of_coming() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 1 });
            var lease = await pool.LeaseAsync(default);
            List<int> served = [];
            var waiting = Enumerable
                .Range(1, 5)
                .Select(async number =>
                {
                    await using var own = await pool.LeaseAsync(default);
                    served.Add(number);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), _time);
                })
                .ToArray();
            Assert.Equal(5, pool.Statistics.Waiting);
            await lease.DisposeAsync();
            await Task.WhenAll(waiting);

            Assert.Equal([1, 2, 3, 4, 5], served);
            Assert.Equal((1, 5L), (_factory.Made, pool.Statistics.Waits));
        });

    [Fact]
    public void Who_waits_too_long_is_told_that_the_pool_is_exhausted() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 1, LeaseTimeout = TimeSpan.FromSeconds(2) });
            await using var lease = await pool.LeaseAsync(default);
            var error = await Assert.ThrowsAsync<VoiceAgentException>(async () => await pool.LeaseAsync(default));

            Assert.Equal(ErrorCodes.PoolExhausted, error.Code);
            Assert.Equal(TimeSpan.FromSeconds(2), _time.Elapsed);
            Assert.Equal((1L, 0), (pool.Statistics.Exhausted, pool.Statistics.Waiting));
        });

    [Fact]
    public void Who_gives_up_waiting_leaves_the_place_to_the_next() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 1 });
            var lease = await pool.LeaseAsync(default);
            using var impatient = new CancellationTokenSource();
            var first = pool.LeaseAsync(impatient.Token).AsTask();
            var second = pool.LeaseAsync(default).AsTask();
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await lease.DisposeAsync();
            await using var served = await second;

            Assert.Equal(1, served.Service.Number);
        });

    [Fact]
    public void Warming_up_makes_the_minimum_and_the_first_lease_waits_for_nothing() =>
        _time.Run(async () =>
        {
            _factory.Delay = TimeSpan.FromMilliseconds(300);
            await using var pool = Pool(new() { Minimum = 3 });
            await pool.PrewarmAsync(null, default);
            Assert.Equal(TimeSpan.FromMilliseconds(300), _time.Elapsed);
            await using var lease = await pool.LeaseAsync(default);

            Assert.True(lease.IsReused);
            Assert.Equal(TimeSpan.FromMilliseconds(300), _time.Elapsed);
            Assert.Equal((1, 2, 3), (pool.Statistics.InUse, pool.Statistics.Idle, pool.Statistics.Size));
        });

    [Fact]
    public void What_is_idle_for_too_long_goes_down_to_the_minimum() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Minimum = 1, IdleLifetime = TimeSpan.FromSeconds(60) });
            await pool.PrewarmAsync(4, default);
            await Task.Delay(TimeSpan.FromSeconds(200), _time);

            Assert.Equal((1, 3), (pool.Statistics.Size, _factory.Closed.Count));
        });

    [Fact]
    public void What_is_too_old_is_replaced() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Lifetime = TimeSpan.FromMinutes(1) });
            await (await pool.LeaseAsync(default)).DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(61), _time);
            await using var lease = await pool.LeaseAsync(default);

            Assert.False(lease.IsReused);
            Assert.Equal([1], _factory.Closed);
        });

    [Fact]
    public void What_fails_its_check_is_closed_and_nobody_gets_it() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { CheckAfter = TimeSpan.FromSeconds(20) });
            await (await pool.LeaseAsync(default)).DisposeAsync();
            _factory.IsGood = service => service.Number > 1;
            await Task.Delay(TimeSpan.FromSeconds(40), _time);
            await using var lease = await pool.LeaseAsync(default);

            Assert.Equal(2, lease.Service.Number);
            Assert.Equal([1], _factory.Closed);
            Assert.Equal(1, pool.Statistics.Failures);
        });

    [Fact]
    public void What_is_marked_broken_or_cannot_be_reset_is_not_lent_again() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new());
            var first = await pool.LeaseAsync(default);
            first.MarkBroken();
            await first.DisposeAsync();
            var second = await pool.LeaseAsync(default);
            second.Service.CanReset = false;
            await second.DisposeAsync();
            await using var third = await pool.LeaseAsync(default);

            Assert.Equal(3, third.Service.Number);
            Assert.Equal([1, 2], _factory.Closed);
            Assert.Equal(2, pool.Statistics.Failures);
        });

    [Fact]
    public void A_shared_model_serves_several_calls_at_once() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { SharedBy = 3, Maximum = 2 });
            List<ServiceLease<CountedFactory.Service>> leases = [];
            for (var i = 0; i < 6; i++)
            {
                leases.Add(await pool.LeaseAsync(default));
            }

            Assert.Equal((2, 6, 0), (_factory.Made, pool.Statistics.InUse, pool.Statistics.Idle));
            Assert.Equal([1, 1, 1, 2, 2, 2], leases.Select(lease => lease.Service.Number));
            await leases[0].DisposeAsync();
            Assert.Equal(0, pool.Statistics.Idle);
            foreach (var lease in leases)
            {
                await lease.DisposeAsync();
            }

            Assert.Equal((0, 2), (pool.Statistics.InUse, pool.Statistics.Idle));
        });

    [Fact]
    public void What_serves_once_is_replaced_before_the_next_needs_it() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Minimum = 1, MaximumUses = 1 });
            await pool.PrewarmAsync(null, default);
            await (await pool.LeaseAsync(default)).DisposeAsync();
            await using var second = await pool.LeaseAsync(default);

            Assert.True(second.IsReused);
            Assert.Equal(2, second.Service.Number);
        });

    [Fact]
    public void A_failure_to_make_one_is_told_and_frees_the_place() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 1 });
            _factory.Fails = true;
            var error = await Assert.ThrowsAsync<VoiceAgentException>(async () => await pool.LeaseAsync(default));
            _factory.Fails = false;
            await using var lease = await pool.LeaseAsync(default);

            Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
            Assert.Equal((1, 1L), (pool.Statistics.Size, pool.Statistics.Failures));
        });

    [Fact]
    public void What_is_not_ready_in_time_is_a_timeout_and_the_one_who_waits_may_try() =>
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 1, CreateTimeout = TimeSpan.FromSeconds(1) });
            _factory.Delay = TimeSpan.FromSeconds(30);
            var first = pool.LeaseAsync(default).AsTask();
            var second = pool.LeaseAsync(default).AsTask();
            _factory.Delay = TimeSpan.Zero;
            var error = await Assert.ThrowsAsync<VoiceAgentException>(() => first);
            await using var lease = await second;

            Assert.Equal(ErrorCodes.ProviderTimeout, error.Code);
            Assert.Equal(TimeSpan.FromSeconds(1), _time.Elapsed);
        });

    [Fact]
    public void Closing_refuses_who_waits_and_closes_what_is_given_back_later() =>
        _time.Run(async () =>
        {
            var pool = Pool(new() { Maximum = 1 });
            var lease = await pool.LeaseAsync(default);
            var waiting = pool.LeaseAsync(default).AsTask();
            await pool.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
            Assert.Empty(_factory.Closed);
            await lease.DisposeAsync();

            Assert.Equal([1], _factory.Closed);
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pool.LeaseAsync(default));
        });

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(0, 2, 0)]
    public void Options_out_of_range_are_refused(int minimum, int maximum, int sharedBy)
    {
        var options = new ServicePoolOptions
        {
            Minimum = minimum,
            Maximum = maximum,
            SharedBy = sharedBy,
        };

        var error = Assert.Throws<VoiceAgentException>(() => Pool(options));

        Assert.Equal(ErrorCodes.InvalidConfiguration, error.Code);
    }

    [Fact]
    public void Hundreds_of_calls_never_get_more_than_there_may_be_and_all_is_given_back()
    {
        _time.Run(async () =>
        {
            await using var pool = Pool(new() { Maximum = 7, LeaseTimeout = TimeSpan.FromSeconds(3) });
            var random = new Random(20);
            var (most, exhausted) = (0, 0);
            async Task CallAsync(int wait, int hold, bool breaks)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait), _time);
                try
                {
                    await using var lease = await pool.LeaseAsync(default);
                    most = Math.Max(most, pool.Statistics.Size);
                    await Task.Delay(TimeSpan.FromMilliseconds(hold), _time);
                    if (breaks)
                    {
                        lease.MarkBroken();
                    }
                }
                catch (VoiceAgentException exception) when (exception.Code == ErrorCodes.PoolExhausted)
                {
                    exhausted++;
                }
            }

            await Task.WhenAll(
                Enumerable
                    .Range(0, 400)
                    .Select(_ => CallAsync(random.Next(5000), random.Next(1, 300), random.Next(10) == 0))
                    .ToArray()
            );

            Assert.Equal(7, most);
            Assert.Equal((0, 0), (pool.Statistics.InUse, pool.Statistics.Waiting));
            Assert.Equal(pool.Statistics.Size, pool.Statistics.Idle);
            Assert.Equal(400, pool.Statistics.Leases + exhausted);
            Assert.Equal(_factory.Made, pool.Statistics.Size + _factory.Closed.Count);
        });
    }

    private ServicePool<CountedFactory.Service> Pool(ServicePoolOptions options) =>
        new(new PoolKey("counted", "test"), _factory, options, _time);
}
