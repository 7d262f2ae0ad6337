using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>Speaks sentence by sentence over HTTP, with the sentence before for the melody.</summary>
internal sealed class ElevenLabsSentences(
    ElevenLabsOptions options,
    TextToSpeechSessionOptions session,
    HttpClient http,
    string key
) : ISentenceSynthesizer
{
    private string? _previous;

    public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
        string text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var request = CreateRequest(text);
        using var answer = await http.SendAsync(ElevenLabsOptions.Vendor, request, cancellationToken)
            .ConfigureAwait(false);
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var pieces = PcmStream.ReadAsync(
                ElevenLabsOptions.Vendor,
                stream,
                answer.Content.Headers.ContentType?.MediaType,
                ElevenLabsOptions.Format,
                cancellationToken
            );
            await foreach (var piece in pieces.ConfigureAwait(false))
            {
                yield return new SynthesisPart { Audio = piece };
            }
        }

        _previous = text;
    }

    private HttpRequestMessage CreateRequest(string text)
    {
        var body = new JsonObject
        {
            ["text"] = text,
            ["model_id"] = options.Model,
            ["voice_settings"] = ElevenLabsVoiceSettings.From(options),
        };
        if (_previous is not null)
        {
            body["previous_text"] = _previous;
        }

        if (ElevenLabsVoiceSettings.Code(options.Model, session.Language) is { } language)
        {
            body["language_code"] = language;
        }

        var voice = Uri.EscapeDataString(session.Voice ?? options.Voice);
        var latency = options.StreamingLatency is { } level ? $"&optimize_streaming_latency={level}" : "";
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(
                options.Address,
                $"text-to-speech/{voice}/stream?output_format=pcm_{ElevenLabsOptions.Format.SampleRate}{latency}"
            )
        )
        {
            Content = new StringContent(
                body.ToJsonString(),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")
            ),
        };
        request.Headers.Add(ElevenLabsOptions.KeyHeader, key);
        return request;
    }
}
