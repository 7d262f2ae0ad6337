namespace VoiceAgent.Transports.WebSockets;

/// <summary>How Pipecat clients are served, beyond <see cref="WebSocketTransportOptions"/>. Checked when the application starts.</summary>
public sealed class PipecatOptions
{
    /// <summary>
    /// Rate the clients play, in hertz: they ignore what is said beside the audio. 8000 to 48000, 24000 by default, as theirs is; change
    /// it with their <c>playerSampleRate</c>.
    /// </summary>
    public int PlayerSampleRate { get; set; } = 24000;

    /// <summary>
    /// Largest message accepted, in bytes. 4096 to 16777216; 1048576 by default, which is the most the JavaScript client sends.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// True sends protobuf's <c>InterruptionFrame</c> at each interruption. Off by default: the JavaScript client does not know it and logs
    /// an error.
    /// </summary>
    public bool SendInterruptionFrames { get; set; }

    /// <summary>How long a client may take to leave after the session has ended, before it is closed on. 0 to 30 s, 2 s by default.</summary>
    public TimeSpan FarewellTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
