using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// Makes a recogniser of a vendor's <see cref="SpeechToTextWire"/>: one socket per session, replaced when it is lost or silent, with what was not
/// answered sent again. Shared by all sessions; thread-safe.
/// </summary>
/// <param name="vendor">Whose.</param>
/// <param name="capabilities">What it can do.</param>
/// <param name="createWire">Makes the language of one connection. It may throw when the configuration is wrong.</param>
/// <param name="settings">How its sockets are kept.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class SocketSpeechToText(
    Vendor vendor,
    SpeechToTextCapabilities capabilities,
    Func<SpeechToTextSessionOptions, SpeechToTextWire> createWire,
    SocketSettings? settings = null,
    TimeProvider? time = null
) : ISpeechToText
{
    private readonly SocketSettings _settings = settings ?? new SocketSettings();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; } = capabilities with { IsRemote = true };

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the vendor refuses it or cannot be reached.</exception>
    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new SocketSpeechToTextSession(
            vendor,
            () => createWire(options),
            options.Format,
            _settings,
            _time
        );
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }
}
