using System.Net;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Checks what is written on the options; its messages name the key and what is right.</summary>
internal sealed class WebRtcTransportOptionsValidator : IValidateOptions<WebRtcTransportOptions>
{
    public ValidateOptionsResult Validate(string? name, WebRtcTransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        CheckRange(result, nameof(options.UdpPort), options.UdpPort, 0, IPEndPoint.MaxPort);
        CheckRange(result, nameof(options.MaxSessions), options.MaxSessions, 1, 100_000);
        CheckRange(result, nameof(options.MaxHalfOpen), options.MaxHalfOpen, 1, 100_000);
        CheckRange(
            result,
            nameof(options.TurnLifetime),
            options.TurnLifetime,
            TimeSpan.FromMinutes(1),
            TimeSpan.FromHours(24)
        );
        CheckAddresses(result, nameof(options.BindAddresses), options.BindAddresses);
        CheckAddresses(result, nameof(options.PublicAddresses), options.PublicAddresses);
        CheckUris(result, nameof(options.StunUris), options.StunUris, "stun:", "stuns:");
        CheckUris(result, nameof(options.TurnUris), options.TurnUris, "turn:", "turns:");
        if (options.TurnUris.Count > 0 && string.IsNullOrEmpty(options.TurnSecret))
        {
            result.AddError("TurnUris needs TurnSecret, the static-auth-secret of these servers.", "TurnSecret");
        }

        return result.Build();
    }

    private static void CheckRange<T>(ValidateOptionsResultBuilder result, string key, T value, T low, T high)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            result.AddError($"{key} is {value}; it must be from {low} to {high}.", key);
        }
    }

    private static void CheckAddresses(ValidateOptionsResultBuilder result, string key, IEnumerable<string> addresses)
    {
        foreach (var address in addresses.Where(address => !IPAddress.TryParse(address, out _)))
        {
            result.AddError($"{key} holds '{address}'; it must be an IP address.", key);
        }
    }

    private static void CheckUris(
        ValidateOptionsResultBuilder result,
        string key,
        IEnumerable<string> uris,
        string scheme,
        string secureScheme
    )
    {
        var wrong = uris.Where(uri =>
            !uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && !uri.StartsWith(secureScheme, StringComparison.OrdinalIgnoreCase)
        );
        foreach (var uri in wrong)
        {
            result.AddError($"{key} holds '{uri}'; it must begin with {scheme} or {secureScheme}", key);
        }
    }
}
