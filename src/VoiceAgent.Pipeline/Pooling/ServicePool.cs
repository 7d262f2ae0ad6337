using VoiceAgent.Errors;

namespace VoiceAgent.Pooling;

/// <summary>
/// Keeps services of one provider and configuration warm and lends them: bounded, in order of asking, checked before they are used again.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The service used last is lent first, so that those beyond the need grow old and go. A model that all calls share is a pool with
/// <see cref="ServicePoolOptions.SharedBy"/> above one: it is full before another one is made.
/// </remarks>
/// <typeparam name="T">The service.</typeparam>
public sealed class ServicePool<T> : IServicePool
    where T : class
{
    private readonly ServicePoolOptions _options;
    private readonly TimeProvider _time;
    private readonly PoolWorkshop<T> _workshop;
    private readonly PoolShelf<T> _shelf;
    private readonly PoolTelemetry _telemetry;
    private readonly ITimer _sweeper;
    private readonly Lock _lock = new();
    private readonly PoolQueue<T> _queue;
    private readonly CancellationTokenSource _closing = new();
    private int _inUse;
    private bool _keepsMinimum;
    private bool _isClosed;
    private int _isSweeping;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="key">Provider and configuration.</param>
    /// <param name="factory">Makes the services.</param>
    /// <param name="options">Limits; copied.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="VoiceAgentException">An option is out of range.</exception>
    public ServicePool(
        PoolKey key,
        IPooledServiceFactory<T> factory,
        ServicePoolOptions options,
        TimeProvider timeProvider
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        options.ThrowIfInvalid();
        Key = key;
        (_options, _time) = (options with { }, timeProvider);
        _workshop = new PoolWorkshop<T>(key, factory, _options, timeProvider);
        _shelf = new PoolShelf<T>(_options, timeProvider);
        _queue = new PoolQueue<T>(_shelf, _lock);
        _telemetry = new PoolTelemetry(key);
        var interval = (options.IdleLifetime < options.CheckAfter ? options.IdleLifetime : options.CheckAfter) / 2;
        _sweeper = timeProvider.CreateTimer(_ => _ = SweepAsync(), null, interval, interval);
    }

    /// <inheritdoc />
    public PoolKey Key { get; }

    /// <inheritdoc />
    public PoolStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _telemetry.Describe() with
                {
                    InUse = _inUse,
                    Idle = _shelf.Idle,
                    Size = _shelf.Size,
                    Waiting = _queue.Count,
                };
            }
        }
    }

    /// <summary>Borrows a service: one that is there, else a new one, else the next that comes free. First come, first served.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="VoiceAgentException">
    /// None came free in time (<see cref="ErrorCodes.PoolExhausted"/>), or a new one could not be made: the factory's own code, or
    /// <see cref="ErrorCodes.ProviderTimeout"/>.
    /// </exception>
    public async ValueTask<ServiceLease<T>> LeaseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PooledService<T>? service = null;
        LinkedListNode<TaskCompletionSource<PooledService<T>?>>? place = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_queue.Count > 0 || !_shelf.TryGrant(out service))
            {
                place = _queue.Enter();
                _telemetry.Waited();
            }
        }

        if (place is not null)
        {
            service = await WaitAsync(place, cancellationToken).ConfigureAwait(false);
        }

        if (service is not null && await IsGoodAsync(service, cancellationToken).ConfigureAwait(false))
        {
            return Lend(service, isReused: true);
        }

        return Lend(await MakeAsync(leases: 1, cancellationToken).ConfigureAwait(false), isReused: false);
    }

    /// <inheritdoc />
    public async Task PrewarmAsync(int? count, CancellationToken cancellationToken)
    {
        int missing;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _keepsMinimum = true;
            missing = Math.Max(0, Math.Min(count ?? _options.Minimum, _options.Maximum) - _shelf.Size);
            _shelf.Making += missing;
        }

        // All at once: a connection takes time, not work.
        await Task.WhenAll(Enumerable.Range(0, missing).Select(_ => MakeIdleAsync(cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>Closes idle services now, the others when they are given back. Who waits is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        IReadOnlyList<PooledService<T>> idle;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            idle = _shelf.RetireIdle();
        }

        _queue.Close();
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await CloseAsync(idle).ConfigureAwait(false);
    }

    internal async ValueTask ReturnAsync(PooledService<T> service, bool isBroken)
    {
        // A service that others still use is theirs too: it is reset when the last one gives it back.
        var isUsable = !isBroken && (service.Leases > 1 || PoolWorkshop<T>.TryReset(service.Service));
        bool isGone;
        lock (_lock)
        {
            _inUse--;
            _telemetry.Returned();
            service.Leases--;
            service.UsedAt = service.SeenAt = _time.GetTimestamp();
            if (!isUsable)
            {
                _telemetry.Failed("broken");
            }

            if (!isUsable || _isClosed || _shelf.IsWornOut(service))
            {
                _shelf.Retire(service);
            }

            isGone = service is { IsRetired: true, Leases: 0 };
        }

        _queue.Serve();
        if (isGone)
        {
            await CloseAsync([service]).ConfigureAwait(false);
            await KeepMinimumAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<PooledService<T>?> WaitAsync(
        LinkedListNode<TaskCompletionSource<PooledService<T>?>> place,
        CancellationToken cancellationToken
    )
    {
        var began = _time.GetTimestamp();
        try
        {
            return await place
                .Value.Task.WaitAsync(_options.LeaseTimeout, _time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            _queue.Leave(place);
            lock (_lock)
            {
                _telemetry.RanOut();
            }

            throw new VoiceAgentException(
                ErrorCodes.PoolExhausted,
                $"All {_options.Maximum} services of {Key} are in use and none came free within {_options.LeaseTimeout.TotalSeconds:0.#} s. "
                    + "Raise the pool's Maximum or take fewer sessions.",
                exception
            );
        }
        catch (OperationCanceledException)
        {
            _queue.Leave(place);
            throw;
        }
        finally
        {
            _telemetry.WaitedFor(_time.GetElapsedTime(began));
        }
    }

    private ServiceLease<T> Lend(PooledService<T> service, bool isReused)
    {
        lock (_lock)
        {
            _inUse++;
            _telemetry.Leased(isReused);
        }

        return new ServiceLease<T>(this, service, isReused);
    }

    /// <summary>
    /// Looks at a granted service, and checks one that was idle for long. A bad one is closed, and its grant becomes the right to make one.
    /// </summary>
    private async ValueTask<bool> IsGoodAsync(PooledService<T> service, CancellationToken cancellationToken)
    {
        var isDead = _workshop.IsDead(service);
        lock (_lock)
        {
            if (service.Leases > 1 || (!isDead && !_shelf.IsDue(service)))
            {
                return true;
            }
        }

        var isGood = !isDead && await _workshop.CheckAsync(service, cancellationToken).ConfigureAwait(false);
        var isCancelled = cancellationToken.IsCancellationRequested;
        lock (_lock)
        {
            if (isGood && !isCancelled)
            {
                service.SeenAt = _time.GetTimestamp();
                return true;
            }

            service.Leases--;
            _shelf.Retire(service);
            _shelf.Making += isCancelled ? 0 : 1;
            _telemetry.Failed("check");
        }

        await CloseAsync([service]).ConfigureAwait(false);
        if (isCancelled)
        {
            _queue.Serve();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return false;
    }

    /// <summary>Makes a service that is counted as being made already.</summary>
    private async Task<PooledService<T>> MakeAsync(int leases, CancellationToken cancellationToken)
    {
        try
        {
            var service = await _workshop.MakeAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _shelf.Add(service, leases);
                _telemetry.Made();
            }

            return service;
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _shelf.Making--;
                if (!cancellationToken.IsCancellationRequested)
                {
                    _telemetry.Failed((exception as VoiceAgentException)?.Code ?? ErrorCodes.ProviderFailed);
                }
            }

            _queue.Serve();
            throw;
        }
    }

    private async Task MakeIdleAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var service = await MakeAsync(leases: 0, either.Token).ConfigureAwait(false);
        _queue.Serve();
        bool isLate;
        lock (_lock)
        {
            isLate = _isClosed && service.IsIdle;
            if (isLate)
            {
                _shelf.Retire(service);
            }
        }

        if (isLate)
        {
            await CloseAsync([service]).ConfigureAwait(false);
        }
    }

    /// <summary>Fills up to the minimum once the pool was warmed. A failure is counted; the next sweep tries again.</summary>
    private async Task KeepMinimumAsync()
    {
        if (!_keepsMinimum || _isClosed)
        {
            return;
        }

        try
        {
            await PrewarmAsync(null, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Counted where it happened; whoever leases next is told.
        }
    }

    /// <summary>Closes what is old, checks what was idle for long, and fills up.</summary>
    private async Task SweepAsync()
    {
        if (Interlocked.Exchange(ref _isSweeping, 1) != 0)
        {
            return;
        }

        IReadOnlyList<PooledService<T>> old;
        IReadOnlyList<PooledService<T>> due;
        lock (_lock)
        {
            old = _shelf.RetireOld(_keepsMinimum ? _options.Minimum : 0);
            due = _shelf.TakeUnchecked();
        }

        await CloseAsync(old).ConfigureAwait(false);
        foreach (var service in due)
        {
            var isGood = await _workshop.CheckAsync(service, _closing.Token).ConfigureAwait(false);
            lock (_lock)
            {
                service.IsChecked = false;
                service.SeenAt = _time.GetTimestamp();
                if (isGood && !_isClosed)
                {
                    continue;
                }

                _shelf.Retire(service);
                _telemetry.Failed("check");
            }

            await CloseAsync([service]).ConfigureAwait(false);
        }

        _queue.Serve();
        await KeepMinimumAsync().ConfigureAwait(false);
        Volatile.Write(ref _isSweeping, 0);
    }

    private async ValueTask CloseAsync(IReadOnlyList<PooledService<T>> services)
    {
        foreach (var service in services)
        {
            var isClean = await service.CloseAsync().ConfigureAwait(false);
            lock (_lock)
            {
                _telemetry.Gone();
                if (!isClean)
                {
                    _telemetry.Failed("close");
                }
            }
        }
    }
}
