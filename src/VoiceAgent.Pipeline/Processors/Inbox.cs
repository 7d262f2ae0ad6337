using System.Threading.Channels;

namespace VoiceAgent.Processors;

/// <summary>
/// The bounded channel between a pump and those who write to it. Writers of a full channel wait in a queue of their own and go on when
/// the executor says so: left to itself, a bounded channel continues them on the thread pool whatever its options are.
/// </summary>
internal sealed class Inbox(int capacity, PipelineExecutor executor)
{
    private readonly Channel<Envelope> _channel = Channel.CreateBounded<Envelope>(
        new BoundedChannelOptions(capacity) { SingleReader = true }
    );

    private readonly Queue<Waiter> _waiters = new();
    private readonly Lock _lock = new();
    private int _waiting;

    public bool IsEmpty => _channel.Reader.Count == 0;

    /// <summary>Writes unless the channel is full or somebody waits already.</summary>
    public bool TryWrite(in Envelope envelope) =>
        Volatile.Read(ref _waiting) == 0 && _channel.Writer.TryWrite(envelope);

    /// <summary>Waits for room behind those who wait already, then writes.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was written.</exception>
    public async Task WaitAndWriteAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(this, envelope);
        lock (_lock)
        {
            _waiters.Enqueue(waiter);
            Volatile.Write(ref _waiting, _waiters.Count);
        }

        // Room may have come between the writer's attempt and now, with no reader left to see that somebody waits.
        Admit();
        var registration = cancellationToken.UnsafeRegister(static state => ((Waiter)state!).Leave(), waiter);
        await using (registration.ConfigureAwait(false))
        {
            await waiter.Task.ConfigureAwait(false);
        }

        if (!waiter.IsAdmitted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Takes the next envelope, and lets the next writer in. Only the pump calls it.</summary>
    public bool TryRead(out Envelope envelope)
    {
        if (!_channel.Reader.TryRead(out envelope))
        {
            return false;
        }

        if (Volatile.Read(ref _waiting) != 0)
        {
            Admit();
        }

        return true;
    }

    private void Admit()
    {
        lock (_lock)
        {
            while (_waiters.TryPeek(out var waiter) && (waiter.HasLeft || _channel.Writer.TryWrite(waiter.Envelope)))
            {
                _waiters.Dequeue();
                if (!waiter.HasLeft)
                {
                    waiter.IsAdmitted = true;
                    executor.Execute(waiter);
                }
            }

            Volatile.Write(ref _waiting, _waiters.Count);
        }
    }

    /// <summary>A writer that waits.</summary>
    private sealed class Waiter(Inbox inbox, Envelope envelope) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _done = new();

        public Envelope Envelope => envelope;

        public Task Task => _done.Task;

        /// <summary>Guarded by the inbox.</summary>
        public bool IsAdmitted { get; set; }

        /// <summary>Guarded by the inbox.</summary>
        public bool HasLeft { get; private set; }

        public void Execute() => _done.TrySetResult();

        public void Leave()
        {
            lock (inbox._lock)
            {
                if (IsAdmitted || HasLeft)
                {
                    return;
                }

                HasLeft = true;
            }

            inbox.Admit();
            _done.TrySetResult();
        }
    }
}
