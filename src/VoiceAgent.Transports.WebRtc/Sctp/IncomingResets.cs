using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// The peer's requests to reset its outgoing streams (RFC 6525 section 5.2). A request that runs ahead of its data is
/// kept until the data is here.
/// </summary>
internal sealed class IncomingResets(
    uint firstSequence,
    SctpReceiver receiver,
    ControlQueue control,
    Queue<SctpEvent> events
)
{
    private uint _next = firstSequence;
    private ResetResult _lastResult = ResetResult.NothingToDo;
    private ushort[]? _early;
    private uint _earlyTsn;

    /// <summary>The number the peer's next request will have.</summary>
    public uint NextSequence => _next;

    /// <summary>Takes one request parameter; its value starts with the request's number.</summary>
    public void TakeRequest(ushort type, ReadOnlySpan<byte> value)
    {
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (sequence == _next - 1)
        {
            // The answer was lost, or the peer asks whether the work is done by now.
            Answer(sequence);
            return;
        }

        if (sequence != _next)
        {
            control.AddChunk(
                SctpChunkType.Reconfiguration,
                StreamResetRequest.WriteResponse(sequence, ResetResult.BadSequenceNumber)
            );
            return;
        }

        _next++;
        _lastResult = type switch
        {
            StreamResetRequest.Outgoing when value.Length >= StreamResetRequest.OutgoingFixedBytes => Reset(value),
            // Streams cost nothing until they are used.
            StreamResetRequest.AddOutgoingStreams => ResetResult.Performed,
            _ => ResetResult.Denied,
        };
        Answer(sequence);
    }

    /// <summary>Data arrived: a request that was early may be due.</summary>
    public void Advance()
    {
        if (_early is { } streams && !SerialNumber.IsAfter(_earlyTsn, receiver.Cumulative))
        {
            Perform(streams);
            _lastResult = ResetResult.Performed;
            Answer(_next - 1);
        }
    }

    private ResetResult Reset(ReadOnlySpan<byte> value)
    {
        var ids = value[StreamResetRequest.OutgoingFixedBytes..];
        var streams = new ushort[ids.Length / 2];
        for (var i = 0; i < streams.Length; i++)
        {
            streams[i] = BinaryPrimitives.ReadUInt16BigEndian(ids[(2 * i)..]);
        }

        var lastTsn = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        if (SerialNumber.IsAfter(lastTsn, receiver.Cumulative))
        {
            (_early, _earlyTsn) = (streams, lastTsn);
            return ResetResult.InProgress;
        }

        Perform(streams);
        return ResetResult.Performed;
    }

    private void Perform(ushort[] streams)
    {
        _early = null;

        // No number at all means every stream (section 4.1).
        foreach (var stream in streams.Length > 0 ? streams : receiver.StreamIds())
        {
            receiver.ResetStream(stream);
            events.Enqueue(new SctpEvent(SctpEventKind.PeerReset) { Stream = stream });
        }
    }

    private void Answer(uint sequence) =>
        control.AddChunk(SctpChunkType.Reconfiguration, StreamResetRequest.WriteResponse(sequence, _lastResult));
}
