namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>What must be remembered of one synchronization source in one direction (RFC 3711 section 3.2.1).</summary>
internal sealed class SrtpStream(uint ssrc)
{
    private const int HalfRange = 1 << 15;
    private const ulong Range = 1 << 16;
    private ReplayWindow _rtp;
    private ReplayWindow _rtcp;

    /// <summary>The synchronization source.</summary>
    public uint Ssrc { get; } = ssrc;

    /// <summary>Packets of RTP that came.</summary>
    public ref ReplayWindow Rtp => ref _rtp;

    /// <summary>Packets of RTCP that came.</summary>
    public ref ReplayWindow Rtcp => ref _rtcp;

    /// <summary>
    /// The 48-bit index of a sequence number: the one nearest to the highest so far (RFC 3711 section 3.3.1). Before the first packet
    /// the counter of wraps is zero.
    /// </summary>
    public ulong GuessIndex(ushort sequence)
    {
        if (!_rtp.HasAny)
        {
            return sequence;
        }

        var rollover = _rtp.Highest & ~(Range - 1);
        var last = (int)(_rtp.Highest & (Range - 1));
        if (last < HalfRange && sequence - last > HalfRange && rollover > 0)
        {
            return rollover - Range + sequence;
        }

        return last >= HalfRange && last - HalfRange > sequence ? rollover + Range + sequence : rollover + sequence;
    }
}
