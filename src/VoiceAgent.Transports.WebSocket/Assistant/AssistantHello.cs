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
}
