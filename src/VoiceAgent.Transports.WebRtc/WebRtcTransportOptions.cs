using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>
/// Network and limits of the WebRTC transport; how long a client may take, wrong messages, origins and coming back are those of
/// <see cref="WebSocketTransportOptions"/>. Checked when the application starts.
/// </summary>
public sealed class WebRtcTransportOptions
{
    /// <summary>The one UDP port of all sessions, and the TCP port of peers that cannot use UDP. 0 to 65535; 0, the default, takes a free one.</summary>
    public int UdpPort { get; set; }

    /// <summary>Addresses to listen on, see <see cref="RtcEngineOptions.BindAddresses"/>. Empty, as by default, listens on all.</summary>
    public IList<string> BindAddresses { get; } = [];

    /// <summary>Addresses told to peers, see <see cref="RtcEngineOptions.PublicAddresses"/>. Empty, as by default, tells those that are listened on.</summary>
    public IList<string> PublicAddresses { get; } = [];

    /// <summary>Whether peers may connect by TCP where UDP is blocked (RFC 6544). True by default.</summary>
    public bool AllowTcp { get; set; } = true;

    /// <summary>WebRTC sessions at the same time; further offers are refused with <c>server_busy</c>. 1 to 100000, 1000 by default.</summary>
    public int MaxSessions { get; set; } = 1000;

    /// <summary>Sessions that are not connected yet; further offers are refused with <c>server_busy</c>. 1 to 100000, 100 by default.</summary>
    public int MaxHalfOpen { get; set; } = 100;

    /// <summary>What does DTLS; chosen by what is installed, by default.</summary>
    public RtcDtlsProvider DtlsProvider { get; set; }

    /// <summary>STUN servers for clients, such as <c>stun:stun.example.com:3478</c> (RFC 7064). None by default.</summary>
    public IList<string> StunUris { get; } = [];

    /// <summary>
    /// TURN servers for clients, such as <c>turn:turn.example.com:3478?transport=tcp</c> (RFC 7065). None by default; needs
    /// <see cref="TurnSecret"/>.
    /// </summary>
    public IList<string> TurnUris { get; } = [];

    /// <summary>The secret shared with the TURN servers (<c>static-auth-secret</c> of coturn). Clients never see it.</summary>
    public string? TurnSecret { get; set; }

    /// <summary>How long TURN credentials are good. 1 min to 24 h, 10 min by default: a client needs them when its call begins.</summary>
    public TimeSpan TurnLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The part of these options that an engine is made with.</summary>
    public RtcEngineOptions ForEngine()
    {
        var options = new RtcEngineOptions
        {
            UdpPort = UdpPort,
            AllowTcp = AllowTcp,
            MaxSessions = MaxSessions,
            MaxHalfOpen = MaxHalfOpen,
            DtlsProvider = DtlsProvider,
        };
        foreach (var address in BindAddresses)
        {
            options.BindAddresses.Add(address);
        }

        foreach (var address in PublicAddresses)
        {
            options.PublicAddresses.Add(address);
        }

        return options;
    }
}
