using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// Makes a voice of a vendor's <see cref="TextToSpeechWire"/>: one socket per session, opened again when it was closed for idleness. Shared by all
/// sessions; thread-safe.
/// </summary>
public sealed class SocketTextToSpeech : ITextToSpeech
{
    private readonly Vendor _vendor;
    private readonly Func<TextToSpeechSessionOptions, TextToSpeechWire> _createWire;
    private readonly SocketSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>A voice.</summary>
    /// <param name="vendor">Whose.</param>
    /// <param name="capabilities">What it can do.</param>
    /// <param name="createWire">Makes the language of one connection. It may throw when the configuration is wrong.</param>
    /// <param name="settings">How its sockets are kept.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public SocketTextToSpeech(
        Vendor vendor,
        TextToSpeechCapabilities capabilities,
        Func<TextToSpeechSessionOptions, TextToSpeechWire> createWire,
        SocketSettings? settings = null,
        TimeProvider? time = null
    )
    {
        (_vendor, Capabilities, _createWire) = (vendor, capabilities, createWire);
        (_settings, _time) = (settings ?? new SocketSettings(), time ?? TimeProvider.System);
    }

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the vendor refuses it or cannot be reached.</exception>
    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new SocketTextToSpeechSession(
            _vendor,
            () => _createWire(options),
            Capabilities.Format,
            _settings,
            _time
        );
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }
}
