namespace VoiceAgent.Pooling;

/// <summary>The services of a pool and who may have which. Used under the pool's lock.</summary>
/// <typeparam name="T">The service.</typeparam>
internal sealed class PoolShelf<T>(ServicePoolOptions options, TimeProvider time)
    where T : class
{
    private readonly List<PooledService<T>> _services = [];

    /// <summary>Services that are being made.</summary>
    public int Making { get; set; }

    /// <summary>Services that exist or are being made.</summary>
    public int Size => _services.Count + Making;

    public int Idle => _services.Count(service => service.Leases == 0);

    /// <summary>Puts in a service that was made.</summary>
    /// <param name="service">The service.</param>
    /// <param name="leases">Leases it is lent under already.</param>
    public void Add(PooledService<T> service, int leases)
    {
        Making--;
        service.Leases = leases;
        service.Uses = leases;
        _services.Add(service);
    }

    /// <summary>Nobody gets this one any more.</summary>
    public void Retire(PooledService<T> service)
    {
        service.IsRetired = true;
        _services.Remove(service);
    }

    /// <summary>True when a service was used often enough or is too old.</summary>
    public bool IsWornOut(PooledService<T> service) =>
        service.Uses >= options.MaximumUses || time.GetElapsedTime(service.CreatedAt) >= options.Lifetime;

    /// <summary>Takes what is there, the last used first, or the right to make one.</summary>
    /// <param name="service">Counted as lent; null for the right to make one, counted as being made.</param>
    public bool TryGrant(out PooledService<T>? service)
    {
        service = _services
            .Where(candidate => !candidate.IsChecked && candidate.Leases < options.SharedBy && !IsWornOut(candidate))
            .MaxBy(candidate => candidate.UsedAt);
        if (service is not null)
        {
            service.Leases++;
            service.Uses++;
            return true;
        }

        if (Size >= options.Maximum)
        {
            return false;
        }

        Making++;
        return true;
    }

    /// <summary>A grant was not wanted any more.</summary>
    public void Revoke(PooledService<T>? granted)
    {
        if (granted is null)
        {
            Making--;
        }
        else
        {
            granted.Leases--;
            granted.Uses--;
        }
    }

    /// <summary>Retires what is worn out, and what is idle for too long beyond the minimum.</summary>
    public IReadOnlyList<PooledService<T>> RetireOld(int minimum)
    {
        var old = _services
            .Where(service => service.IsIdle)
            .OrderBy(service => service.UsedAt)
            .Where(
                (service, i) =>
                    IsWornOut(service)
                    || (i < Size - minimum && time.GetElapsedTime(service.UsedAt) >= options.IdleLifetime)
            )
            .ToArray();
        Array.ForEach(old, Retire);
        return old;
    }

    /// <summary>Retires every idle service.</summary>
    public IReadOnlyList<PooledService<T>> RetireIdle()
    {
        var idle = _services.Where(service => service.IsIdle).ToArray();
        Array.ForEach(idle, Retire);
        return idle;
    }

    /// <summary>Takes idle services aside that were not heard of for long, to be checked.</summary>
    public IReadOnlyList<PooledService<T>> TakeUnchecked()
    {
        var due = _services.Where(service => service.IsIdle && IsDue(service)).ToArray();
        Array.ForEach(due, service => service.IsChecked = true);
        return due;
    }

    /// <summary>True when a service was not heard of for long.</summary>
    public bool IsDue(PooledService<T> service) => time.GetElapsedTime(service.SeenAt) >= options.CheckAfter;
}
