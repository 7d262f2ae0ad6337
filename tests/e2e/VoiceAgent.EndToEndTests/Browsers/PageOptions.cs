using Microsoft.Playwright;

namespace VoiceAgent.EndToEnd.Browsers;

/// <summary>How the page is looked at.</summary>
internal sealed record PageOptions
{
    /// <summary>WAV file the microphone plays once, from when it is opened; null for silence.</summary>
    public string? Microphone { get; init; }

    /// <summary>False: the user refuses the microphone.</summary>
    public bool AllowMicrophone { get; init; } = true;

    public ColorScheme Colors { get; init; } = ColorScheme.Light;

    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 800;

    /// <summary>What to talk over: <c>webrtc</c> or <c>websocket</c>; null leaves it to page and server.</summary>
    public string? Transport { get; init; }

    /// <summary>Speaks the server's part of the WebSocket; null for the real server.</summary>
    public Action<IWebSocketRoute>? Server { get; init; }
}
