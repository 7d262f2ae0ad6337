namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Network and limits of the WebRTC engine.</summary>
public sealed class RtcEngineOptions
{
    /// <summary>The one UDP port of all sessions, and the TCP port of peers that cannot use UDP. 0 to 65535; 0, the default, takes a free one.</summary>
    public int UdpPort { get; set; }

    /// <summary>
    /// Addresses to listen on. Empty, as by default, listens on all, of IPv4 and IPv6. On a host with several networks name one for each: an answer
    /// must leave from the address the question came to.
    /// </summary>
    public IList<string> BindAddresses { get; } = [];

    /// <summary>
    /// Addresses told to peers, the preferred one first, such as the public one of a container or a cloud host. Empty, as by default, tells those that
    /// are listened on.
    /// </summary>
    public IList<string> PublicAddresses { get; } = [];

    /// <summary>Whether peers may connect by TCP where UDP is blocked (RFC 6544). True by default.</summary>
    public bool AllowTcp { get; set; } = true;

    /// <summary>Sessions at the same time; further offers are refused with <c>server_busy</c>. 1 to 100000, 1000 by default.</summary>
    public int MaxSessions { get; set; } = 1000;

    /// <summary>Sessions that are not connected yet; further offers are refused with <c>server_busy</c>. 1 to 100000, 100 by default.</summary>
    public int MaxHalfOpen { get; set; } = 100;

    /// <summary>Whether to begin the DTLS handshake where the peer leaves the choice, instead of waiting for it. False by default.</summary>
    public bool BeginsHandshake { get; set; }

    /// <summary>What does DTLS.</summary>
    public RtcDtlsProvider DtlsProvider { get; set; }
}

/// <summary>Implementations of DTLS.</summary>
public enum RtcDtlsProvider
{
    /// <summary>The system's OpenSSL where it is found, else the managed one.</summary>
    Automatic,

    /// <summary>The system's OpenSSL 3 or newer.</summary>
    OpenSsl,

    /// <summary>DTLS 1.2 on .NET's own cryptography; needs no native library.</summary>
    Managed,
}
