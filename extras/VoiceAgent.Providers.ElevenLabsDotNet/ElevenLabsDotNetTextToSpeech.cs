using ElevenLabs;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

/// <summary>
/// ElevenLabs' voices with the package ElevenLabs-DotNet: a request over HTTP for each sentence, whose audio is heard while it is made. Shared by
/// all sessions; thread-safe. It owns its connections, which conversations reuse.
/// </summary>
public sealed class ElevenLabsDotNetTextToSpeech : ITextToSpeech, IDisposable
{
    private readonly ElevenLabsDotNetOptions _options;

    // Refusals are turned into failures before the package sees them: what it throws prints the request's headers, the key among them.
    private readonly HttpClient _http = VendorHttp.CreateClient(ElevenLabsDotNetOptions.Vendor);
    private readonly Lazy<ElevenLabsClient> _client;

    /// <summary>A voice with these options. It does not connect yet.</summary>
    public ElevenLabsDotNetTextToSpeech(ElevenLabsDotNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;

        // A missing key is not remembered: it may be set while the host runs.
        _client = new(CreateClient, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; } =
        new() { Name = ElevenLabsDotNetOptions.Vendor.Name, Format = AudioFormat.Output24Khz };

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key. Nobody is asked yet.</exception>
    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ITextToSpeechSession>(
            new SentenceTextToSpeechSession(new ElevenLabsClips(_client.Value, _options, options))
        );
    }

    /// <summary>Closes the connections; open sessions must have been disposed before.</summary>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        _http.Dispose();
    }

    private ElevenLabsClient CreateClient()
    {
        var address = _options.BaseUrl.TrimEnd('/');
        address = address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address;
        return new ElevenLabsClient(
            new ElevenLabsAuthentication(ElevenLabsDotNetOptions.Vendor.RequireKey(_options.ApiKey)),
            new ElevenLabsClientSettings(address),
            _http
        );
    }
}
