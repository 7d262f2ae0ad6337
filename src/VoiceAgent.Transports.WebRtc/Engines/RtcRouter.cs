using System.Collections.Concurrent;
using System.Text;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// Finds the connection a datagram belongs to: checks by the name fragment in them, all else by the address that a genuine check came from. What
/// belongs to nobody is dropped here, which keeps strangers from DTLS and SRTP. Thread-safe; looking up allocates nothing.
/// </summary>
internal sealed class RtcRouter
{
    private const int MaxFragmentLength = 256;

    private readonly ConcurrentDictionary<RtcAddress, RtcConnection> _byAddress = new();
    private readonly ConcurrentDictionary<string, RtcConnection> _byFragment = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RtcConnection>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public RtcRouter() => _lookup = _byFragment.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the connection.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">Its source.</param>
    /// <param name="reason">Why there is none.</param>
    public RtcConnection? Find(ReadOnlySpan<byte> datagram, in RtcAddress from, out RtcDropReason reason)
    {
        reason = RtcDropReason.None;
        switch (RtcDatagram.Classify(datagram))
        {
            case RtcDatagramKind.Stun:
                return FindByFragment(datagram, out reason);
            case RtcDatagramKind.Unknown:
                reason = RtcDropReason.Malformed;
                return null;
            default:
                if (_byAddress.TryGetValue(from, out var connection))
                {
                    return connection;
                }

                reason = RtcDropReason.UnknownSource;
                return null;
        }
    }

    /// <summary>The connection whose checks came from an address, or null.</summary>
    public RtcConnection? Find(RtcAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>Routes checks with this name fragment to the connection. Called under its lock.</summary>
    public void Add(RtcConnection connection, string fragment)
    {
        if (_byFragment.TryAdd(fragment, connection) && connection.Routes.Add(fragment) is { } displaced)
        {
            _ = _byFragment.TryRemove(displaced, out _);
        }
    }

    /// <summary>Routes all that comes from this address to the connection. Called under its lock.</summary>
    public void Add(RtcConnection connection, in RtcAddress address)
    {
        if (_byAddress.TryGetValue(address, out var known) && ReferenceEquals(known, connection))
        {
            return;
        }

        // Of two connections with checks from one address the later one has it: ports are used again.
        _byAddress[address] = connection;
        if (connection.Routes.Add(address, out var displaced))
        {
            Remove(connection, displaced);
        }
    }

    /// <summary>Routes nothing to the connection any more. Called under its lock.</summary>
    public void Remove(RtcConnection connection)
    {
        foreach (var fragment in connection.Routes.Fragments)
        {
            _ = _byFragment.TryRemove(fragment, out _);
        }

        foreach (var address in connection.Routes.Addresses)
        {
            Remove(connection, address);
        }
    }

    private void Remove(RtcConnection connection, in RtcAddress address) =>
        _byAddress.TryRemove(new KeyValuePair<RtcAddress, RtcConnection>(address, connection));

    private RtcConnection? FindByFragment(ReadOnlySpan<byte> datagram, out RtcDropReason reason)
    {
        reason = RtcDropReason.Malformed;
        if (
            !StunMessage.TryRead(datagram, out var message)
            || message.Type is not StunType.BindingRequest
            || !message.TryGet(StunAttribute.Username, out var username)
        )
        {
            return null;
        }

        reason = RtcDropReason.UnknownCredentials;
        Span<char> fragment = stackalloc char[MaxFragmentLength];
        var length = username.IndexOf((byte)':');
        return
            length is > 0 and <= MaxFragmentLength
            && Encoding.ASCII.TryGetChars(username[..length], fragment, out var count)
            && _lookup.TryGetValue(fragment[..count], out var connection)
            ? connection
            : null;
    }
}
