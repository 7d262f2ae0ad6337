namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>How long a silent peer is believed in. A lite agent makes no checks of its own: the peer's are its sign of life (RFC 7675).</summary>
internal static class RtcConsent
{
    /// <summary>Browsers check every second or two: after so long something is wrong.</summary>
    public static readonly TimeSpan Doubtful = TimeSpan.FromSeconds(5);

    /// <summary>After so long the peer no longer consents to being sent to (RFC 7675 section 5.1).</summary>
    public static readonly TimeSpan Lost = TimeSpan.FromSeconds(30);

    /// <summary>How long closing waits for the last messages to arrive.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
}
