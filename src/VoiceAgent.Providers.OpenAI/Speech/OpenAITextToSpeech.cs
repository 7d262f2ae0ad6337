using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenAI.Audio;
using VoiceAgent.Audio;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.OpenAI.Speech;

/// <summary>
/// Text to speech with OpenAI's speech models: PCM at 24 kHz, streamed as it is made, one request per sentence. Shared by all sessions; thread-safe.
/// </summary>
public sealed class OpenAITextToSpeech : ITextToSpeech
{
    private readonly OpenAIConnection _connection;
    private readonly Lazy<AudioClient> _client;

    /// <summary>A voice over a connection, which it does not own.</summary>
    public OpenAITextToSpeech(OpenAIConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        Capabilities = new()
        {
            Name = connection.Vendor.Name,
            Format = AudioFormat.Output24Khz,
            IsRemote = true,
        };
        _client = new(() => connection.Client().GetAudioClient(Model()), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <exception cref="Errors.VoiceAgentException">There is no key, or no model or voice is configured.</exception>
    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        _connection.Key();
        var voice = _connection.Require(
            options.Voice ?? _connection.Options.Voice,
            _connection.Preset.Voice,
            nameof(OpenAIOptions.Voice)
        );
        return new(new SentenceTextToSpeechSession(new Synthesizer(this, voice)));
    }

    private string Model() =>
        _connection.Require(
            _connection.Options.SpeechModel,
            _connection.Preset.SpeechModel,
            nameof(OpenAIOptions.SpeechModel)
        );

    private sealed class Synthesizer(OpenAITextToSpeech voice, string name) : ISentenceSynthesizer
    {
        private readonly OpenAIConnection _connection = voice._connection;

        public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
            string text,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            using var content = BinaryContent.Create(BinaryData.FromString(Request(text)));
            var options = new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false };
            using var answer = await VendorStream
                .CallAsync(
                    _connection.Vendor,
                    _connection.Translate,
                    async () =>
                        (
                            await voice._client.Value.GenerateSpeechAsync(content, options).ConfigureAwait(false)
                        ).GetRawResponse(),
                    cancellationToken
                )
                .ConfigureAwait(false);
            answer.Headers.TryGetValue("Content-Type", out var type);
            var pieces = PcmStream.ReadAsync(
                _connection.Vendor,
                answer.ContentStream ?? Stream.Null,
                type,
                voice.Capabilities.Format,
                cancellationToken
            );
            await foreach (
                var piece in pieces
                    .Translated(_connection.Vendor, _connection.Translate, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                yield return new SynthesisPart { Audio = piece };
            }
        }

        private string Request(string text)
        {
            var request = new JsonObject
            {
                ["model"] = voice.Model(),
                ["voice"] = name,
                ["input"] = text,
                ["response_format"] = "pcm",
            };
            if (_connection.Options.Speed is { } speed)
            {
                request["speed"] = speed;
            }

            if (_connection.Options.SpeechInstructions is { } instructions)
            {
                request["instructions"] = instructions;
            }

            return request.ToJsonString();
        }
    }
}
