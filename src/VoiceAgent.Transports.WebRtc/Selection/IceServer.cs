namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>A STUN or TURN server as browsers take it (<c>RTCIceServer</c>). Prints no credential.</summary>
/// <param name="urls">Its addresses (RFC 7064, RFC 7065).</param>
public sealed class IceServer(IReadOnlyList<string> urls)
{
    /// <summary>Its addresses (RFC 7064, RFC 7065).</summary>
    public IReadOnlyList<string> Urls => urls;

    /// <summary>Name to log in with; null where none is needed.</summary>
    public string? Username { get; init; }

    /// <summary>Password to log in with; null where none is needed.</summary>
    public string? Credential { get; init; }
}
