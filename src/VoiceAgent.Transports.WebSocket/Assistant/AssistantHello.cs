using VoiceAgent.Audio;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>What a client says in its first message; the defaults are those of a client that says nothing.</summary>
internal sealed class AssistantHello
{
    public string? Token { get; set; }

    public string? Agent { get; set; }

    /// <summary>True when the server is to send audio as binary messages instead of base64.</summary>
    public bool BinaryAudio { get; set; }

    public AudioFormat Input { get; set; } = AudioFormat.Input16Khz;

    public AudioFormat Output { get; set; } = AudioFormat.Output24Khz;

    public bool ReportsPlayback { get; set; }

    public bool CanClear { get; set; } = true;

    /// <summary>True when the client wants to be able to come back.</summary>
    public bool IsResumable { get; set; }

    /// <summary>The token of a client that comes back.</summary>
    public string? ResumeToken { get; set; }

    /// <summary>Where a client that comes back has got to.</summary>
    public ResumePoint ResumePoint { get; set; }

    /// <summary>True when the client wants and can what was agreed in its conversation.</summary>
    public bool Fits(MediaConnectionInfo info) =>
        Input == info.Input
        && Output == info.Output
        && CanClear == info.CanClear
        && ReportsPlayback == info.ReportsPlayout;

    /// <summary>Takes over what was agreed in the conversation it comes back to, where any of it can be converted.</summary>
    public void Adopt(MediaConnectionInfo info) =>
        (Input, Output, CanClear, ReportsPlayback) = (info.Input, info.Output, info.CanClear, info.ReportsPlayout);
}
