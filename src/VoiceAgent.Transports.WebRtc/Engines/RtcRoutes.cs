using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// Under which names and addresses the driver finds one connection: few, and the oldest makes room. Used under the connection's lock; holds the
/// socket address it is sent to, so that sending allocates nothing.
/// </summary>
internal sealed class RtcRoutes
{
    private const int MaxFragments = 2;

    private readonly RtcAddress[] _addresses = new RtcAddress[IcePaths.Capacity];
    private readonly Queue<string> _fragments = new();
    private readonly SocketAddress _target4 = new(AddressFamily.InterNetwork);
    private SocketAddress? _target6;
    private RtcAddress _lastTarget;
    private int _next;
    private int _count;

    /// <summary>The addresses.</summary>
    public ReadOnlySpan<RtcAddress> Addresses => _addresses.AsSpan(0, _count);

    /// <summary>The name fragments.</summary>
    public IEnumerable<string> Fragments => _fragments;

    /// <summary>Adds an address.</summary>
    /// <param name="address">Not there yet.</param>
    /// <param name="displaced">The one that made room.</param>
    /// <returns>True when one made room.</returns>
    public bool Add(in RtcAddress address, out RtcAddress displaced)
    {
        displaced = _addresses[_next];
        var isFull = _count == _addresses.Length;
        _addresses[_next] = address;
        _next = (_next + 1) % _addresses.Length;
        _count = Math.Min(_count + 1, _addresses.Length);
        return isFull;
    }

    /// <summary>Adds a name fragment.</summary>
    /// <returns>The one that made room, or null.</returns>
    public string? Add(string fragment)
    {
        _fragments.Enqueue(fragment);
        return _fragments.Count > MaxFragments ? _fragments.Dequeue() : null;
    }

    /// <summary>The address as sockets want it; valid until the next call.</summary>
    public SocketAddress Target(in RtcAddress address, AddressFamily family)
    {
        var target =
            family is AddressFamily.InterNetwork
                ? _target4
                : _target6 ??= new SocketAddress(AddressFamily.InterNetworkV6);
        if (address != _lastTarget)
        {
            address.Write(target);
            _lastTarget = address;
        }

        return target;
    }
}
