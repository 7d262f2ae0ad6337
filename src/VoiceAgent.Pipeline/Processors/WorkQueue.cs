using System.Threading.Channels;

namespace VoiceAgent.Processors;

/// <summary>
/// Work that takes items from a bounded queue, one after the other, off the pump: how a processor hands a stream of things to an engine
/// without waiting for it.
/// </summary>
/// <typeparam name="T">What is handed over.</typeparam>
public sealed class WorkQueue<T>
{
    private readonly Channel<T> _items;

    internal WorkQueue(int capacity, bool singleThreaded) =>
        _items = Channel.CreateBounded<T>(
            new BoundedChannelOptions(capacity) { SingleReader = true, AllowSynchronousContinuations = singleThreaded }
        );

    /// <summary>Items that wait.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>The work that takes the items.</summary>
    internal ProcessorWork? Work { get; set; }

    /// <summary>Hands an item over.</summary>
    /// <returns>False when the queue is full: the engine is too slow and the item is dropped.</returns>
    public bool TryWrite(T item) => _items.Writer.TryWrite(item);

    internal async Task ConsumeAsync(Func<T, CancellationToken, ValueTask> consume, CancellationToken cancellationToken)
    {
        while (await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_items.Reader.TryRead(out var item))
            {
                await consume(item, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
