using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>The HMAC of MESSAGE-INTEGRITY (RFC 8489 section 14.5).</summary>
internal static class StunIntegrity
{
    /// <summary>Bytes of the value.</summary>
    public const int Length = HMACSHA1.HashSizeInBytes;

    /// <summary>Computes the value.</summary>
    /// <param name="key">The receiver's password.</param>
    /// <param name="message">The message up to the attribute, its length field already counting the attribute.</param>
    /// <param name="value">Receives <see cref="Length"/> bytes.</param>
    [SuppressMessage("Security", "CA5350", Justification = "ICE is defined with HMAC-SHA1 (RFC 8445 section 7.2.2).")]
    public static void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> value) =>
        _ = HMACSHA1.HashData(key, message, value);
}
