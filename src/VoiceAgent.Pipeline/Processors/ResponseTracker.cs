using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>
/// Numbers bot responses and remembers how far they are cancelled. Interrupting is one write here: every frame of a cancelled
/// response is stale from then on, wherever it waits, and the response's token is cancelled. Thread-safe.
/// </summary>
public sealed class ResponseTracker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, CancellationTokenSource> _active = [];
    private readonly SortedSet<long> _protected = [];
    private readonly PipelineExecutor _executor;
    private long _postponed;
    private long _last;
    private long _cancelledThrough;

    internal ResponseTracker(PipelineExecutor executor) => _executor = executor;

    /// <summary>Called when an interruption that had to wait for a protected response has moved the watermark on.</summary>
    internal Action<ResponseId>? Caught { get; set; }

    /// <summary>All responses up to and including this one are cancelled.</summary>
    public ResponseId CancelledThrough => new(Volatile.Read(ref _cancelledThrough));

    /// <summary>The newest response.</summary>
    public ResponseId Latest => new(Volatile.Read(ref _last));

    /// <summary>Begins a response.</summary>
    /// <param name="isInterruptible">False protects it, see <see cref="Protect"/>.</param>
    public ResponseId Begin(bool isInterruptible = true)
    {
        lock (_lock)
        {
            _active.Add(++_last, new CancellationTokenSource());
            if (!isInterruptible)
            {
                _protected.Add(_last);
            }

            return new ResponseId(_last);
        }
    }

    /// <summary>
    /// Has a response heard to its end: an interruption stops before it, and goes on behind it when it is complete. Only the end of the
    /// session cancels it.
    /// </summary>
    public void Protect(ResponseId response)
    {
        lock (_lock)
        {
            if (response.HasValue && !IsStale(response))
            {
                _protected.Add(response.Value);
            }
        }
    }

    /// <summary>True while an interruption would spare the response.</summary>
    public bool IsProtected(ResponseId response)
    {
        lock (_lock)
        {
            return _protected.Contains(response.Value);
        }
    }

    /// <summary>True when the response is cancelled. <see cref="ResponseId.None"/> never is.</summary>
    public bool IsStale(ResponseId response) =>
        response.Value != 0 && response.Value <= Volatile.Read(ref _cancelledThrough);

    /// <summary>True when the response is cancelled, or will be as soon as the protected one before it is complete.</summary>
    public bool IsDoomed(ResponseId response)
    {
        lock (_lock)
        {
            return response.Value != 0 && response.Value <= _postponed && !_protected.Contains(response.Value);
        }
    }

    /// <summary>
    /// Cancelled when the response is, unless it is complete by then: a complete response has no token any more, only its place under the
    /// watermark.
    /// </summary>
    public CancellationToken TokenOf(ResponseId response)
    {
        if (!response.HasValue)
        {
            return CancellationToken.None;
        }

        lock (_lock)
        {
            return _active.TryGetValue(response.Value, out var source)
                ? source.Token
                : new CancellationToken(IsStale(response));
        }
    }

    /// <summary>Says that nothing more will be made for this response and all before it; frees what they held.</summary>
    public void Complete(ResponseId through)
    {
        foreach (var source in Take(through.Value))
        {
            source.Dispose();
        }

        lock (_lock)
        {
            if (_protected.RemoveWhere(response => response <= through.Value) == 0 || _postponed <= _cancelledThrough)
            {
                return;
            }
        }

        Caught?.Invoke(CancelThrough(_postponed));
    }

    /// <summary>Cancels every response begun so far, but for protected ones and, until these are complete, what comes behind them.</summary>
    /// <returns>The last one cancelled.</returns>
    public ResponseId Interrupt() => CancelThrough(Volatile.Read(ref _last));

    /// <summary>Cancels every response begun so far, protected or not.</summary>
    /// <returns>The last one cancelled.</returns>
    public ResponseId CancelAll()
    {
        lock (_lock)
        {
            _protected.Clear();
        }

        return Interrupt();
    }

    private ResponseId CancelThrough(long wanted)
    {
        long through;
        CancellationTokenSource[] sources;
        lock (_lock)
        {
            _postponed = Math.Max(_postponed, wanted);
            through = _protected.Count > 0 ? Math.Min(_postponed, _protected.Min - 1) : _postponed;
            through = Math.Max(through, _cancelledThrough);
            Volatile.Write(ref _cancelledThrough, through);
            sources = Take(through);
        }

        if (sources.Length > 0)
        {
            _executor.Execute(new CancelItem(sources));
        }

        return new ResponseId(through);
    }

    private CancellationTokenSource[] Take(long through)
    {
        lock (_lock)
        {
            if (_active.Count == 0)
            {
                return [];
            }

            long[] ids = [.. _active.Keys.Where(id => id <= through).Order()];
            var sources = new CancellationTokenSource[ids.Length];
            for (var i = 0; i < ids.Length; i++)
            {
                _active.Remove(ids[i], out sources[i]!);
            }

            return sources;
        }
    }
}
