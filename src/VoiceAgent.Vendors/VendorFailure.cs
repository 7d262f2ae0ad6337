using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using VoiceAgent.Errors;

namespace VoiceAgent.Vendors;

/// <summary>
/// Makes failures with stable codes of what vendors answer. Messages name the setting to look at; they never hold a key or anything that was
/// said, so of a vendor's own words only short codes get into them.
/// </summary>
public static class VendorFailure
{
    private const int LongestCode = 48;

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    );

    /// <summary>No key is configured.</summary>
    public static VoiceAgentException KeyMissing(Vendor vendor) =>
        new(ErrorCodes.InvalidConfiguration, $"There is no key for {vendor.Name}; set {vendor.KeySetting}.");

    /// <summary>The vendor answered, and not with success.</summary>
    /// <param name="vendor">Who.</param>
    /// <param name="status">HTTP status, 100 to 599.</param>
    /// <param name="retryAfter">How long it asks to be left alone, where it says so.</param>
    /// <param name="vendorCode">Its own short code; left out of the message when it could be anything else.</param>
    /// <param name="cause">What was thrown, if something was.</param>
    public static VoiceAgentException FromStatus(
        Vendor vendor,
        int status,
        TimeSpan? retryAfter = null,
        string? vendorCode = null,
        Exception? cause = null
    )
    {
        var code = status == 401 || !IsSafe(vendorCode) ? "" : $" ({vendorCode})";
        var (stable, what) = status switch
        {
            401 or 403 => (ErrorCodes.ProviderUnauthorized, $"refused the key: check {vendor.KeySetting}"),
            404 => (
                ErrorCodes.ProviderNotFound,
                $"does not know the address, the model or the voice: check {vendor.AddressSetting} and the names"
            ),
            402 => (ErrorCodes.ProviderRateLimited, "asks for payment: the account has nothing left"),
            408 or 504 => (ErrorCodes.ProviderTimeout, "did not answer in time"),
            429 => (ErrorCodes.ProviderRateLimited, $"takes no more requests now{Wait(retryAfter)}"),
            >= 500 => (ErrorCodes.ProviderUnavailable, $"is out of order{Wait(retryAfter)}"),
            >= 400 => (ErrorCodes.ProviderRefused, "refused the request"),
            _ => (ErrorCodes.ProviderGarbage, $"answered with what was not asked for: check {vendor.AddressSetting}"),
        };
        return new(stable, $"{vendor.Name} {what}. HTTP {status}{code}", cause) { RetryAfter = retryAfter };
    }

    /// <summary>The vendor answered with something else than what was asked for, such as a page of HTML.</summary>
    public static VoiceAgentException Garbage(Vendor vendor, string what, Exception? cause = null) =>
        new(ErrorCodes.ProviderGarbage, $"{vendor.Name} sent {what}; check {vendor.AddressSetting}.", cause);

    /// <summary>The answer broke off.</summary>
    public static VoiceAgentException BrokeOff(Vendor vendor, Exception? cause = null) =>
        new(ErrorCodes.ProviderFailed, $"The answer of {vendor.Name} broke off.", cause);

    /// <summary>Nothing came for too long.</summary>
    public static VoiceAgentException Silent(Vendor vendor, TimeSpan limit) =>
        new(ErrorCodes.ProviderTimeout, $"{vendor.Name} was silent for {limit.TotalSeconds:0.#} s.");

    /// <summary>The vendor told of a failure in the middle of a stream.</summary>
    /// <param name="vendor">Who.</param>
    /// <param name="vendorCode">Its own short code.</param>
    public static VoiceAgentException Told(Vendor vendor, string? vendorCode)
    {
        var code = IsSafe(vendorCode) ? vendorCode : "no code";
        return new(Stable(code!), $"{vendor.Name} reported a failure: {code}.");
    }

    /// <summary>Of whatever was thrown on the way to a vendor. What is a failure of this project already stays as it is.</summary>
    public static Exception From(Vendor vendor, Exception exception) =>
        exception switch
        {
            VoiceAgentException or OperationCanceledException => exception,
            HttpRequestException { StatusCode: { } status } => FromStatus(vendor, (int)status, cause: exception),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
            } => Unreachable(vendor, exception),
            HttpRequestException or WebSocketException or IOException => BrokeOff(vendor, exception),
            JsonException => Garbage(vendor, "something that is not JSON", exception),
            _ => new VoiceAgentException(ErrorCodes.ProviderFailed, $"{vendor.Name} failed.", exception),
        };

    /// <summary>Nobody answers at the address.</summary>
    public static VoiceAgentException Unreachable(Vendor vendor, Exception? cause) =>
        new(
            ErrorCodes.ProviderUnavailable,
            $"{vendor.Name} cannot be reached: check the network and {vendor.AddressSetting}.",
            cause
        );

    /// <summary>How long the vendor asks to be left alone, of <c>Retry-After</c> (RFC 9110, section 10.2.3).</summary>
    /// <param name="value">Seconds, or a date.</param>
    /// <param name="date">The answer's own <c>Date</c>, against which a date counts: no clock of this machine is asked.</param>
    public static TimeSpan? RetryAfter(string? value, string? date)
    {
        if (double.TryParse(value, out var seconds) && seconds is >= 0 and <= 86_400)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return
            DateTimeOffset.TryParse(value, out var until)
            && DateTimeOffset.TryParse(date, out var now)
            && until >= now
            && until - now <= TimeSpan.FromDays(1)
            ? until - now
            : null;
    }

    private static string Stable(string code) =>
        code switch
        {
            _ when Has(code, "auth") || Has(code, "api_key") => ErrorCodes.ProviderUnauthorized,
            _ when Has(code, "quota") || Has(code, "rate_limit") || Has(code, "throttled") =>
                ErrorCodes.ProviderRateLimited,
            _ when Has(code, "timeout") => ErrorCodes.ProviderTimeout,
            _ => ErrorCodes.ProviderFailed,
        };

    private static bool Has(string code, string part) => code.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Wait(TimeSpan? time) => time is { } wait ? $", try again in {wait.TotalSeconds:0.#} s" : "";

    private static bool IsSafe(string? code) =>
        code is { Length: > 0 and <= LongestCode }
        && !code.StartsWith("sk", StringComparison.OrdinalIgnoreCase)
        && !code.AsSpan().ContainsAnyExcept(CodeCharacters);
}
