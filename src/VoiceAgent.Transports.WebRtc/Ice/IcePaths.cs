namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>The addresses a peer proved to own, and the one that is sent to. A few at most: the one unchecked for longest makes room.</summary>
internal sealed class IcePaths
{
    /// <summary>Addresses kept.</summary>
    public const int Capacity = 8;

    private readonly RtcAddress[] _addresses = new RtcAddress[Capacity];
    private readonly TimeSpan[] _checkedAt = new TimeSpan[Capacity];
    private int _count;
    private int _selected = -1;

    /// <summary>True once there is an address to send to.</summary>
    public bool HasSelected => _selected >= 0;

    /// <summary>Where to send: what the peer nominated last, or the first valid address until it did. Default when there is none.</summary>
    public RtcAddress Selected => HasSelected ? _addresses[_selected] : default;

    /// <summary>True for an address that was checked.</summary>
    public bool Contains(in RtcAddress address) => Find(address) >= 0;

    /// <summary>Notes a genuine check.</summary>
    public void Add(in RtcAddress address, bool isNominating, TimeSpan now)
    {
        var index = Find(address);
        if (index < 0)
        {
            index = _count < Capacity ? _count++ : FindOldest();
            _addresses[index] = address;
        }

        _checkedAt[index] = now;
        if (isNominating || !HasSelected)
        {
            _selected = index;
        }
    }

    /// <summary>Forgets an address that can no longer be reached, such as a closed stream.</summary>
    public void Remove(in RtcAddress address)
    {
        var index = Find(address);
        if (index < 0)
        {
            return;
        }

        _count--;
        (_addresses[index], _checkedAt[index]) = (_addresses[_count], _checkedAt[_count]);
        if (_selected == index)
        {
            _selected = _count > 0 ? 0 : -1;
        }
        else if (_selected == _count)
        {
            _selected = index;
        }
    }

    private int Find(in RtcAddress address) => Array.IndexOf(_addresses, address, 0, _count);

    private int FindOldest()
    {
        var oldest = -1;
        for (var i = 0; i < _count; i++)
        {
            if (i != _selected && (oldest < 0 || _checkedAt[i] < _checkedAt[oldest]))
            {
                oldest = i;
            }
        }

        return oldest;
    }
}
