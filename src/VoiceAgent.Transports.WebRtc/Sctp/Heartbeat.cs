using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Asks an idle peer whether it is there (RFC 9260 section 8.3), and answers when it asks.</summary>
internal sealed class Heartbeat(SctpOptions options, ControlQueue control, uint nonce)
{
    private const int InfoBytes = 16;
    private const ushort InfoParameter = 1;

    private Deadline _timer;
    private bool _isWaiting;

    public TimeSpan? NextTimeout => _timer.At;

    /// <summary>Something showed that the peer is there.</summary>
    public void PutOff(TimeSpan now)
    {
        _isWaiting = false;
        _timer.Set(now + options.HeartbeatInterval);
    }

    public void Answer(in SctpChunk request) => control.AddChunk(SctpChunkType.HeartbeatAck, request.Value.ToArray());

    /// <summary>The round trip if this answers our last question; null otherwise.</summary>
    public TimeSpan? TakeAnswer(in SctpChunk answer, TimeSpan now)
    {
        var value = answer.Value;
        if (!_isWaiting || value.Length != InfoBytes || BinaryPrimitives.ReadUInt32BigEndian(value[4..]) != nonce)
        {
            return null;
        }

        var asked = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64BigEndian(value[8..]));
        if (asked > now)
        {
            return null;
        }

        PutOff(now);
        return now - asked;
    }

    /// <summary>Asks when it is time. True when the last question was not answered.</summary>
    public bool HandleTimeout(TimeSpan timeout, TimeSpan now)
    {
        if (!_timer.Expire(now))
        {
            return false;
        }

        var info = new byte[InfoBytes];
        BinaryPrimitives.WriteUInt16BigEndian(info, InfoParameter);
        BinaryPrimitives.WriteUInt16BigEndian(info.AsSpan(2), InfoBytes);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(4), nonce);
        BinaryPrimitives.WriteInt64BigEndian(info.AsSpan(8), now.Ticks);
        control.AddChunk(SctpChunkType.Heartbeat, info);
        var missed = _isWaiting;
        _isWaiting = true;
        _timer.Set(now + timeout);
        return missed;
    }

    public void Stop() => _timer.Clear();
}
