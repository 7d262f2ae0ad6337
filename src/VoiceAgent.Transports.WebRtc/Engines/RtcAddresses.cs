using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The addresses of this machine that an engine listens on, and those it tells peers.</summary>
internal static class RtcAddresses
{
    /// <summary>All addresses, of every family there is.</summary>
    public static IEnumerable<IPAddress> Wildcards()
    {
        yield return IPAddress.Any;
        if (Socket.OSSupportsIPv6)
        {
            yield return IPAddress.IPv6Any;
        }
    }

    /// <summary>What peers are told: what the options name, else what is listened on.</summary>
    /// <param name="options">The network's options.</param>
    /// <param name="bound">What is listened on.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidConfiguration"/>: one of them is no address.</exception>
    public static IReadOnlyList<IPAddress> Announce(RtcEngineOptions options, IEnumerable<IPAddress> bound) =>
        options.PublicAddresses.Count > 0
            ? [.. options.PublicAddresses.Select(Parse)]
            : [.. bound.SelectMany(Expand).Distinct()];

    /// <summary>Reads an address of the options.</summary>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidConfiguration"/>: it is none.</exception>
    public static IPAddress Parse(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"'{text}' is no IP address: see BindAddresses and PublicAddresses of the WebRTC engine."
            );

    /// <summary>The addresses behind a wildcard: of all networks that are up, or loopback where there are none.</summary>
    private static List<IPAddress> Expand(IPAddress address)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return [address];
        }

        var found = NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(candidate =>
                candidate.AddressFamily == address.AddressFamily
                && !IPAddress.IsLoopback(candidate)
                && !candidate.IsIPv6LinkLocal
            )
            .ToList();
        return found.Count > 0 ? found
            : address.AddressFamily is AddressFamily.InterNetwork ? [IPAddress.Loopback]
            : [];
    }
}
