using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>What waits to be sent, in order, counted in bytes and messages. Not thread-safe.</summary>
internal sealed class OutgoingBacklog(int maxBytes, int maxMessages)
{
    private readonly Queue<Outgoing> _items = new();
    private long _bytes;

    /// <summary>True when there is room for this many bytes more. One item always fits, whatever its size.</summary>
    public bool HasRoomFor(int bytes) =>
        _items.Count == 0 || (_bytes + bytes <= maxBytes && _items.Count < maxMessages);

    public void Add(in Outgoing item)
    {
        _items.Enqueue(item);
        _bytes += item.Length;
    }

    public bool TryPeek(out Outgoing item) => _items.TryPeek(out item);

    public void RemoveFirst() => _bytes -= _items.Dequeue().Length;

    /// <summary>Drops audio of responses through one; everything else keeps its place.</summary>
    public void DropStale(ResponseId through) => Drop(item => item.IsStale(through));

    /// <summary>Drops audio of responses through one, and of none; everything else keeps its place.</summary>
    public void DropAudio(ResponseId through) =>
        Drop(item => item.Kind == OutgoingKind.Audio && item.Audio.ResponseId <= through);

    public void DropAll()
    {
        while (_items.TryDequeue(out var item))
        {
            item.Release();
        }

        _bytes = 0;
    }

    private void Drop(Predicate<Outgoing> isDropped)
    {
        for (var left = _items.Count; left > 0; left--)
        {
            var item = _items.Dequeue();
            if (isDropped(item))
            {
                _bytes -= item.Length;
                item.Release();
            }
            else
            {
                _items.Enqueue(item);
            }
        }
    }
}
