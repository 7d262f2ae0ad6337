namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Puts whole messages of each stream into order (RFC 9260 section 6.6). Unordered ones pass at once.</summary>
internal sealed class InboundStreams(int maxStreams, Queue<SctpEvent> events)
{
    /// <summary>What a message costs besides its payload, so that tiny ones cannot fill memory.</summary>
    public const int MessageBytes = 64;

    private readonly Dictionary<ushort, Stream> _streams = [];

    /// <summary>False when the peer uses more streams than are allowed, or a number twice.</summary>
    public bool TryDeliver(in InboundFragment head, byte[] message)
    {
        var arrived = new SctpEvent(SctpEventKind.Message)
        {
            Stream = head.Stream,
            Protocol = head.Protocol,
            Payload = message,
        };
        if (head.IsUnordered)
        {
            events.Enqueue(arrived);
            return true;
        }

        if (!_streams.TryGetValue(head.Stream, out var stream))
        {
            if (_streams.Count >= maxStreams)
            {
                return false;
            }

            stream = new Stream();
            _streams.Add(head.Stream, stream);
        }

        if (SerialNumber.IsAfter(stream.Next, head.Ssn) || !stream.Waiting.TryAdd(head.Ssn, arrived))
        {
            return false;
        }

        Drain(stream);
        return true;
    }

    /// <summary>Messages up to a number will not come any more (RFC 3758 section 3.6).</summary>
    public void Skip(ushort id, ushort ssn)
    {
        if (!_streams.TryGetValue(id, out var stream) || SerialNumber.IsAfter(stream.Next, ssn))
        {
            return;
        }

        var end = (ushort)(ssn + 1);
        foreach (var early in stream.Waiting.Keys.Where(key => SerialNumber.IsAfter(end, key)).ToArray())
        {
            stream.Waiting.Remove(early, out var message);
            events.Enqueue(message);
        }

        stream.Next = end;
        Drain(stream);
    }

    /// <summary>The peer counts from zero again. What still waited cannot be told from what comes now.</summary>
    /// <returns>The bytes that were thrown away.</returns>
    public int Reset(ushort id) =>
        _streams.Remove(id, out var stream)
            ? stream.Waiting.Values.Sum(message => message.Payload.Length + MessageBytes)
            : 0;

    /// <summary>The streams in use.</summary>
    public ushort[] Ids() => [.. _streams.Keys];

    private void Drain(Stream stream)
    {
        while (stream.Waiting.Remove(stream.Next, out var message))
        {
            events.Enqueue(message);
            stream.Next++;
        }
    }

    private sealed class Stream
    {
        public ushort Next { get; set; }

        public Dictionary<ushort, SctpEvent> Waiting { get; } = [];
    }
}
