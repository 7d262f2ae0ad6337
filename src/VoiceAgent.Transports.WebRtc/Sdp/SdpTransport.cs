using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>What a section, or the whole description for all of them, says about ICE and DTLS.</summary>
internal sealed class SdpTransport
{
    /// <summary>Name fragment; null when not given.</summary>
    public string? Fragment { get; set; }

    /// <summary>Password; null when not given.</summary>
    public string? Password { get; set; }

    /// <summary>SHA-256 fingerprints of certificates the peer may show (RFC 8122 section 5).</summary>
    public List<byte[]> Fingerprints { get; } = [];

    /// <summary>Who begins; null when not given.</summary>
    public SdpSetup? Setup { get; set; }

    /// <summary>Credentials, when both halves are given and are well-formed.</summary>
    public IceCredentials? Credentials =>
        IceCredentials.IsText(Fragment, 4) && IceCredentials.IsText(Password, 22)
            ? new IceCredentials(Fragment!, Password!)
            : null;

    /// <summary>This, with what is missing taken from the level above.</summary>
    public SdpTransport Over(SdpTransport session)
    {
        var merged = new SdpTransport
        {
            Fragment = Fragment ?? session.Fragment,
            Password = Password ?? session.Password,
            Setup = Setup ?? session.Setup,
        };
        merged.Fingerprints.AddRange(Fingerprints.Count > 0 ? Fingerprints : session.Fingerprints);
        return merged;
    }
}
