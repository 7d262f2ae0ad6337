namespace VoiceAgent.Hosting.Transports;

/// <summary>What the host decides about WebRTC, section <c>VoiceAgent:Transports:WebRtc</c>; the rest of it are the transport's own options.</summary>
public sealed class WebRtcHostOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "VoiceAgent:Transports:WebRtc";

    /// <summary>Whether clients may connect by WebRTC. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What does WebRTC. Default <c>Native</c>.</summary>
    public WebRtcEngineChoice Engine { get; set; }
}

/// <summary>Engines of WebRTC.</summary>
public enum WebRtcEngineChoice
{
    /// <summary>The framework's own.</summary>
    Native,

    /// <summary>SIPSorcery, from the optional package <c>VoiceAgent.Transports.WebRtc.SipSorcery</c>.</summary>
    SipSorcery,
}
