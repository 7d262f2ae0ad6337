using VoiceAgent.Errors;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Http;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>
/// Text to speech with ElevenLabs: PCM at 24 kHz with word times over one socket per conversation; where no socket can be opened, over HTTP, sentence
/// by sentence and without word times. Shared by all sessions; thread-safe.
/// </summary>
public sealed class ElevenLabsTextToSpeech : ITextToSpeech, IDisposable
{
    private readonly ElevenLabsOptions _options;
    private readonly SocketTextToSpeech _socket;
    private readonly HttpClient _http = VendorHttp.CreateClient();

    /// <summary>A voice with these options.</summary>
    public ElevenLabsTextToSpeech(ElevenLabsOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Capabilities = new()
        {
            Name = ElevenLabsOptions.Vendor.Name,
            Format = ElevenLabsOptions.Format,
            WordTimes = options.Streaming == ElevenLabsStreaming.Socket,
            TextDeltas = options.Streaming == ElevenLabsStreaming.Socket,
            IsRemote = true,
        };
        _socket = new SocketTextToSpeech(
            ElevenLabsOptions.Vendor,
            Capabilities,
            session => new ElevenLabsSpeaking(options, session),
            new SocketSettings { KeepAliveAfter = TimeSpan.FromSeconds(10) },
            time
        );
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
        if (_options.Streaming == ElevenLabsStreaming.Socket)
        {
            try
            {
                return await _socket.OpenAsync(options, cancellationToken).ConfigureAwait(false);
            }
            catch (VoiceAgentException failure) when (MayBeTheSocket(failure))
            {
                // A proxy that knows no sockets, for one: speech by HTTP is better than none.
            }
        }

        var key = _options.Key;
        return new SentenceTextToSpeechSession(new ElevenLabsSentences(_options, options, _http, key));
    }

    /// <summary>The voices of the account.</summary>
    /// <exception cref="VoiceAgentException">There is no key, or the vendor refuses it or cannot be reached.</exception>
    public Task<IReadOnlyList<ElevenLabsVoice>> ListVoicesAsync(CancellationToken cancellationToken) =>
        ElevenLabsVoices.ListAsync(_options, _http, cancellationToken);

    /// <summary>Closes the connections; open sessions must have been disposed before.</summary>
    public void Dispose() => _http.Dispose();

    private static bool MayBeTheSocket(VoiceAgentException failure) =>
        failure.Code is ErrorCodes.ProviderUnavailable or ErrorCodes.ProviderGarbage or ErrorCodes.ProviderRefused;
}
