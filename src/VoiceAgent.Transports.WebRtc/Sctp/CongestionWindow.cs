namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>How many bytes may be on their way (RFC 9260 section 7.2): slow start, avoidance, fast recovery.</summary>
internal sealed class CongestionWindow(int chunkBytes)
{
    private readonly int _initial = Math.Min(4 * chunkBytes, Math.Max(2 * chunkBytes, 4404));
    private int _threshold = int.MaxValue;
    private int _partial;
    private uint? _recoveryEnd;

    public int Bytes { get; private set; } = Math.Min(4 * chunkBytes, Math.Max(2 * chunkBytes, 4404));

    public bool IsRecovering => _recoveryEnd is not null;

    /// <summary>A SACK that moved the cumulative TSN.</summary>
    /// <param name="cumulative">Where to.</param>
    /// <param name="acknowledged">Bytes it acknowledged for the first time.</param>
    /// <param name="wasFull">True when the window was used up before; an idle sender earns nothing.</param>
    public void Advance(uint cumulative, int acknowledged, bool wasFull)
    {
        if (_recoveryEnd is { } end)
        {
            if (SerialNumber.IsAfter(end, cumulative))
            {
                return;
            }

            _recoveryEnd = null;
        }

        if (!wasFull)
        {
            _partial = 0;
            return;
        }

        if (Bytes <= _threshold)
        {
            Bytes += Math.Min(acknowledged, chunkBytes);
            return;
        }

        _partial += acknowledged;
        if (_partial >= Bytes)
        {
            _partial -= Bytes;
            Bytes += chunkBytes;
        }
    }

    /// <summary>Chunks were reported missing three times: halve, once until <paramref name="highestSent"/> is acknowledged.</summary>
    public void Recover(uint highestSent)
    {
        if (IsRecovering)
        {
            return;
        }

        _threshold = Math.Max(Bytes / 2, 4 * chunkBytes);
        Bytes = _threshold;
        _partial = 0;
        _recoveryEnd = highestSent;
    }

    /// <summary>The retransmission timer expired.</summary>
    public void Collapse()
    {
        _threshold = Math.Max(Bytes / 2, 4 * chunkBytes);
        Bytes = chunkBytes;
        _partial = 0;
        _recoveryEnd = null;
    }

    /// <summary>Nothing was sent for one retransmission timeout (section 7.2.1): what was learnt grows old.</summary>
    public void Decay() => Bytes = Math.Max(Bytes / 2, Math.Min(Bytes, _initial));
}
