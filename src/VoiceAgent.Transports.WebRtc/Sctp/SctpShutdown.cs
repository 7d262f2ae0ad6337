using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>The three chunks of an orderly end and their timer, T2-shutdown (RFC 9260 section 9.2).</summary>
internal sealed class SctpShutdown(ControlQueue control)
{
    private Deadline _timer;

    public TimeSpan? NextTimeout => _timer.At;

    public void Ask(uint cumulative, TimeSpan timeout, TimeSpan now)
    {
        var value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulative);
        control.AddChunk(SctpChunkType.Shutdown, value);
        _timer.Set(now + timeout);
    }

    public void Agree(TimeSpan timeout, TimeSpan now)
    {
        control.AddChunk(SctpChunkType.ShutdownAck, []);
        _timer.Set(now + timeout);
    }

    /// <summary>Travels alone, and nobody waits for an answer.</summary>
    public void Complete(uint peerTag) => control.AddPacket(peerTag, SctpChunkType.ShutdownComplete, 0, []);

    /// <summary>Says it again when nobody answered; true then.</summary>
    public bool HandleTimeout(SctpState state, uint cumulative, TimeSpan timeout, TimeSpan now)
    {
        if (!_timer.Expire(now))
        {
            return false;
        }

        if (state is SctpState.ShutdownSent)
        {
            Ask(cumulative, timeout, now);
        }
        else
        {
            Agree(timeout, now);
        }

        return true;
    }

    public void Stop() => _timer.Clear();
}
