using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// Makes a voice of a vendor's <see cref="TextToSpeechWire"/>: one socket per session, opened again when it was closed for idleness. Shared by all
/// sessions; thread-safe.
/// </summary>
/// <param name="vendor">Whose.</param>
/// <param name="capabilities">What it can do.</param>
/// <param name="createWire">Makes the language of one connection. It may throw when the configuration is wrong.</param>
/// <param name="settings">How its sockets are kept.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class SocketTextToSpeech(
    Vendor vendor,
    TextToSpeechCapabilities capabilities,
    Func<TextToSpeechSessionOptions, TextToSpeechWire> createWire,
    SocketSettings? settings = null,
    TimeProvider? time = null
) : ITextToSpeech
{
    private readonly SocketSettings _settings = settings ?? new SocketSettings();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; } = capabilities with { IsRemote = true };

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the vendor refuses it or cannot be reached.</exception>
    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new SocketTextToSpeechSession(
            vendor,
            () => createWire(options),
            capabilities.Format,
            _settings,
            _time
        );
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }
}
