using System.Net.WebSockets;
using VoiceAgent.Audio;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>Who connects, and how it wants its audio.</summary>
public sealed class AssistantClientOptions
{
    /// <summary>Token for a server that authenticates.</summary>
    public string? Token { get; set; }

    /// <summary>Agent to talk to; null takes the server's default.</summary>
    public string? Agent { get; set; }

    /// <summary>True to get audio as binary messages, false as base64. What the caller sees is the same. True by default.</summary>
    public bool BinaryAudio { get; set; } = true;

    /// <summary>Format of the audio that will be sent, mono.</summary>
    public AudioFormat Input { get; set; } = AudioFormat.Input16Khz;

    /// <summary>Format of the audio to receive, mono.</summary>
    public AudioFormat Output { get; set; } = AudioFormat.Output24Khz;

    /// <summary>True when <see cref="AssistantClient.ReportPlayedAsync"/> will be called.</summary>
    public bool ReportsPlayback { get; set; }

    /// <summary>True when the caller drops its buffer on <see cref="ServerClear"/>.</summary>
    public bool CanClear { get; set; } = true;

    /// <summary>
    /// True to come back by itself when the connection breaks, as long as the server keeps the conversation: what is said meanwhile is
    /// sent then, and <see cref="ServerResumed"/> tells. False by default.
    /// </summary>
    public bool Resumes { get; set; }

    /// <summary>
    /// Called when the connection has broken and is about to be taken up again: stop playback, drop what was not played, and return how
    /// far it was played. Unless set, what was reported last counts, or, for clients that report nothing, what was received.
    /// </summary>
    public Func<long>? StopPlayback { get; set; }

    /// <summary>Makes a new socket when the connection has broken. Unless set, the address is connected to again.</summary>
    public Func<CancellationToken, Task<WebSocket>>? Reconnect { get; set; }

    /// <summary>How long connecting may take, up to and including <see cref="ServerReady"/>. 15 s by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the server may take to answer a close. 2 s by default.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Clock of the deadlines.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
