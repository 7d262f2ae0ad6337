using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>
/// Credentials that a TURN server checks by itself, by a secret it shares with us: the name tells until when they are good, the password is its
/// HMAC-SHA1 (draft-uberti-behave-turn-rest-00; coturn's <c>use-auth-secret</c>).
/// </summary>
internal static class TurnCredentials
{
    [SuppressMessage(
        "Security",
        "CA5350",
        Justification = "The TURN servers ask for it; as an HMAC SHA-1 is not broken."
    )]
    public static (string Username, string Password) Create(string secret, string user, DateTimeOffset expiry)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry.ToUnixTimeSeconds()}:{user}");
        var password = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username));
        return (username, Convert.ToBase64String(password));
    }
}
