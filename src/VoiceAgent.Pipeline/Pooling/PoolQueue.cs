namespace VoiceAgent.Pooling;

/// <summary>Those who wait for a service, in the order they came. Shares the pool's lock.</summary>
/// <typeparam name="T">The service.</typeparam>
internal sealed class PoolQueue<T>(PoolShelf<T> shelf, Lock gate)
    where T : class
{
    private readonly LinkedList<TaskCompletionSource<PooledService<T>?>> _waiters = new();
    private bool _isClosed;

    /// <summary>How many wait. Under the lock.</summary>
    public int Count => _waiters.Count;

    /// <summary>Takes the last place. Under the lock.</summary>
    public LinkedListNode<TaskCompletionSource<PooledService<T>?>> Enter() =>
        _waiters.AddLast(
            new TaskCompletionSource<PooledService<T>?>(TaskCreationOptions.RunContinuationsAsynchronously)
        );

    /// <summary>Somebody gives up. What was granted to it at that very moment goes to the next one.</summary>
    public void Leave(LinkedListNode<TaskCompletionSource<PooledService<T>?>> place)
    {
        lock (gate)
        {
            if (place.List is not null)
            {
                _waiters.Remove(place);
            }
            else if (place.Value.Task.IsCompletedSuccessfully)
            {
                shelf.Revoke(place.Value.Task.Result);
            }
        }

        Serve();
    }

    /// <summary>Gives what is free to those who wait, in their order.</summary>
    public void Serve()
    {
        lock (gate)
        {
            while (!_isClosed && _waiters.First is { } first && shelf.TryGrant(out var service))
            {
                _waiters.RemoveFirst();

                // Whoever waits goes on elsewhere, so this may be done under the lock.
                first.Value.SetResult(service);
            }
        }
    }

    /// <summary>Refuses all who wait.</summary>
    public void Close()
    {
        lock (gate)
        {
            _isClosed = true;
            foreach (var waiter in _waiters)
            {
                waiter.SetException(new ObjectDisposedException(nameof(ServicePool<>)));
            }

            _waiters.Clear();
        }
    }
}
