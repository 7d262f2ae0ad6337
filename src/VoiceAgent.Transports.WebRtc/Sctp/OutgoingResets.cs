namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// Our requests to reset outgoing streams, which is how a data channel is closed (RFC 6525 section 5.1, RFC 8831 section
/// 6.7). One is on its way at a time, and only once all data of its streams has been acknowledged.
/// </summary>
internal sealed class OutgoingResets(
    uint firstSequence,
    SctpSender sender,
    ControlQueue control,
    Queue<SctpEvent> events
)
{
    private const int MaxStreamsPerRequest = 64;

    private readonly List<(ushort Stream, uint AfterTsn)> _waiting = [];
    private ushort[] _requested = [];
    private byte[] _request = [];
    private uint _sequence = firstSequence;
    private Deadline _timer;

    public TimeSpan? NextTimeout => _timer.At;

    public bool IsIdle => _waiting.Count == 0 && _requested.Length == 0;

    public void Add(ushort stream)
    {
        if (!_requested.Contains(stream) && !_waiting.Exists(waiting => waiting.Stream == stream))
        {
            _waiting.Add((stream, sender.NextTsn - 1));
        }
    }

    /// <summary>Sends the next request if nothing stands in its way any more.</summary>
    public void Advance(uint peerSequence, TimeSpan timeout, TimeSpan now)
    {
        if (_requested.Length > 0 || _waiting.Count == 0)
        {
            return;
        }

        var acknowledged = sender.Acknowledged;
        var ready = _waiting.FindAll(waiting => !SerialNumber.IsAfter(waiting.AfterTsn, acknowledged));
        if (ready.Count == 0)
        {
            return;
        }

        _requested = [.. ready.Take(MaxStreamsPerRequest).Select(waiting => waiting.Stream)];
        _waiting.RemoveAll(waiting => _requested.Contains(waiting.Stream));
        _request = StreamResetRequest.WriteOutgoing(_sequence, peerSequence - 1, acknowledged, _requested);
        Send(timeout, now);
    }

    public void TakeResponse(uint sequence, ResetResult result, TimeSpan timeout, TimeSpan now)
    {
        if (_requested.Length == 0 || sequence != _sequence)
        {
            return;
        }

        if (result is ResetResult.InProgress)
        {
            _timer.Set(now + timeout);
            return;
        }

        foreach (var stream in _requested)
        {
            if (result is ResetResult.Performed or ResetResult.NothingToDo)
            {
                sender.ResetStream(stream);
            }

            events.Enqueue(new SctpEvent(SctpEventKind.LocalReset) { Stream = stream });
        }

        _requested = [];
        _sequence++;
        _timer.Clear();
    }

    /// <summary>True when the peer did not answer in time; it was asked again.</summary>
    public bool HandleTimeout(TimeSpan timeout, TimeSpan now)
    {
        if (!_timer.Expire(now))
        {
            return false;
        }

        Send(timeout, now);
        return true;
    }

    public void Clear()
    {
        _waiting.Clear();
        _requested = [];
        _timer.Clear();
    }

    private void Send(TimeSpan timeout, TimeSpan now)
    {
        control.AddChunk(SctpChunkType.Reconfiguration, _request);
        _timer.Set(now + timeout);
    }
}
