namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// Remembers which of the last packets came already (RFC 3711 section 3.3.2). <see cref="MayAccept"/> before the packet is
/// authenticated, <see cref="Accept"/> after.
/// </summary>
internal struct ReplayWindow
{
    /// <summary>Packets that may be late.</summary>
    public const int Length = 128;

    private UInt128 _seen;
    private bool _isOpen;

    /// <summary>The highest index accepted; meaningless before the first.</summary>
    public ulong Highest { get; private set; }

    /// <summary>True once a packet was accepted.</summary>
    public readonly bool HasAny => _isOpen;

    /// <summary>False for a packet that came already, or is too old to tell.</summary>
    public readonly bool MayAccept(ulong index)
    {
        if (!_isOpen || index > Highest)
        {
            return true;
        }

        var age = Highest - index;
        return age < Length && ((_seen >> (int)age) & UInt128.One) == UInt128.Zero;
    }

    /// <summary>Takes a packet that <see cref="MayAccept"/> and is genuine.</summary>
    public void Accept(ulong index)
    {
        if (!_isOpen)
        {
            (_isOpen, Highest, _seen) = (true, index, UInt128.One);
        }
        else if (index > Highest)
        {
            var step = index - Highest;
            _seen = (step < Length ? _seen << (int)step : UInt128.Zero) | UInt128.One;
            Highest = index;
        }
        else
        {
            _seen |= UInt128.One << (int)(Highest - index);
        }
    }
}
