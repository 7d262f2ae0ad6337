using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>
/// Keeps decoders for the sessions to come. A decoder serves one session at a time, and any number of sessions of the same
/// plan one after the other. In use and idle together there are never more than the limit: the longest idle goes first.
/// Thread-safe.
/// </summary>
internal sealed class DecoderPool : IDisposable
{
    private readonly SemaphoreSlim _places;
    private readonly int _limit;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<(DecoderPlan Plan, DecoderSet Decoders)> _idle = [];
    private int _leased;
    private bool _isDisposed;

    /// <param name="limit">Most decoder sets at the same time.</param>
    /// <param name="timeout">How long a lease waits for a place.</param>
    /// <param name="time">The clock.</param>
    internal DecoderPool(int limit, TimeSpan timeout, TimeProvider time)
    {
        _places = new SemaphoreSlim(limit);
        _limit = limit;
        _timeout = timeout;
        _time = time;
    }

    /// <summary>Decoder sets that wait for a session.</summary>
    internal int IdleCount
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes decoders for a session, or makes them on a thread of the pool.</summary>
    /// <exception cref="VoiceAgentException">
    /// No place came free in time (<see cref="ErrorCodes.PoolExhausted"/>), or the decoders could not be made.
    /// </exception>
    internal async Task<DecoderLease> LeaseAsync(DecoderPlan plan, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var decoders = TakeIdle(plan) ?? await Task.Run(plan.Create, cancellationToken).ConfigureAwait(false);
            return new DecoderLease(this, plan, decoders);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Makes decoders before they are needed.</summary>
    internal async Task PrewarmAsync(DecoderPlan plan, int count, CancellationToken cancellationToken)
    {
        var leases = new List<DecoderLease>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                leases.Add(await LeaseAsync(plan, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            leases.ForEach(lease => lease.Dispose());
        }
    }

    internal void Return(DecoderPlan plan, DecoderSet decoders, bool isBroken)
    {
        lock (_lock)
        {
            if (_isDisposed || isBroken)
            {
                decoders.Dispose();
            }
            else
            {
                _idle.Add((plan, decoders));
            }
        }

        Leave();
    }

    /// <summary>Frees idle decoders at once, the others as they come back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _idle.ForEach(idle => idle.Decoders.Dispose());
            _idle.Clear();
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // A free place is taken even when there is no time to wait for one.
            if (!_places.Wait(0, CancellationToken.None))
            {
                await _places.WaitAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VoiceAgentException(
                ErrorCodes.PoolExhausted,
                $"All {_limit} recognisers are in use and none came free within {_timeout.TotalSeconds:0.#} s. "
                    + "Raise PocketSphinxOptions.MaximumSessions or take fewer sessions.",
                late
            );
        }

        lock (_lock)
        {
            _leased++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _leased--;
        }

        _places.Release();
    }

    /// <summary>The decoders of the plan used last, which are warmest; makes room where there are none.</summary>
    private DecoderSet? TakeIdle(DecoderPlan plan)
    {
        lock (_lock)
        {
            var index = _idle.FindLastIndex(idle => ReferenceEquals(idle.Plan, plan));
            if (index >= 0)
            {
                var decoders = _idle[index].Decoders;
                _idle.RemoveAt(index);
                return decoders;
            }

            if (_idle.Count > 0 && _leased + _idle.Count > _limit)
            {
                _idle[0].Decoders.Dispose();
                _idle.RemoveAt(0);
            }

            return null;
        }
    }
}
