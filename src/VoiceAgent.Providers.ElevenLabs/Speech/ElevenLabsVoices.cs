using System.Text.Json;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Http;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>A voice of the account.</summary>
/// <param name="Id">What options call it by.</param>
/// <param name="Name">What people call it by.</param>
public sealed record ElevenLabsVoice(string Id, string Name)
{
    /// <summary>Where it comes from, such as <c>premade</c> or <c>cloned</c>.</summary>
    public string? Category { get; init; }
}

/// <summary>Lists voices.</summary>
internal static class ElevenLabsVoices
{
    public static async Task<IReadOnlyList<ElevenLabsVoice>> ListAsync(
        ElevenLabsOptions options,
        HttpClient http,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Address, "voices"));
        request.Headers.Add(ElevenLabsOptions.KeyHeader, options.Key);
        try
        {
            using var answer = await http.SendAsync(ElevenLabsOptions.Vendor, request, cancellationToken)
                .ConfigureAwait(false);
            var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var json = await JsonDocument
                    .ParseAsync(stream, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                return [.. json.RootElement.Items("voices").Select(Read).OfType<ElevenLabsVoice>()];
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw VendorFailure.From(ElevenLabsOptions.Vendor, exception);
        }
    }

    private static ElevenLabsVoice? Read(JsonElement voice) =>
        voice.Text("voice_id") is { Length: > 0 } id
            ? new ElevenLabsVoice(id, voice.Text("name") ?? id) { Category = voice.Text("category") }
            : null;
}
