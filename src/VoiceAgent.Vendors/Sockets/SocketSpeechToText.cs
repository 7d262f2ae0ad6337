using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// Makes a recogniser of a vendor's <see cref="SpeechToTextWire"/>: one socket per session, replaced when it is lost or silent, with what was not
/// answered sent again. Shared by all sessions; thread-safe.
/// </summary>
public sealed class SocketSpeechToText : ISpeechToText
{
    private readonly Vendor _vendor;
    private readonly Func<SpeechToTextSessionOptions, SpeechToTextWire> _createWire;
    private readonly SocketSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>A recogniser.</summary>
    /// <param name="vendor">Whose.</param>
    /// <param name="capabilities">What it can do.</param>
    /// <param name="createWire">Makes the language of one connection. It may throw when the configuration is wrong.</param>
    /// <param name="settings">How its sockets are kept.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public SocketSpeechToText(
        Vendor vendor,
        SpeechToTextCapabilities capabilities,
        Func<SpeechToTextSessionOptions, SpeechToTextWire> createWire,
        SocketSettings? settings = null,
        TimeProvider? time = null
    )
    {
        (_vendor, Capabilities, _createWire) = (vendor, capabilities, createWire);
        (_settings, _time) = (settings ?? new SocketSettings(), time ?? TimeProvider.System);
    }

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the vendor refuses it or cannot be reached.</exception>
    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new SocketSpeechToTextSession(
            _vendor,
            () => _createWire(options),
            options.Format,
            _settings,
            _time
        );
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }
}
