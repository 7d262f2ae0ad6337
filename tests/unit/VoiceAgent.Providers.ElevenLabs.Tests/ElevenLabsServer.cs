using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.ElevenLabs;

/// <summary>Speaks ElevenLabs' wire format: the multi-context socket, HTTP streaming, voices, live transcription.</summary>
public sealed class ElevenLabsServer : VendorServer
{
    private const int MillisecondsPerCharacter = 50;

    /// <summary>False refuses sockets, as some proxies do.</summary>
    public bool TakesSockets { get; set; } = true;

    public ElevenLabsOptions Options => new() { BaseUrl = $"{Address}v1", ApiKey = Failing.Key };

    protected override void Map(WebApplication app)
    {
        app.Map("/v1/text-to-speech/{voice}/multi-stream-input", SpeakAsync);
        app.MapPost("/v1/text-to-speech/{voice}/stream", StreamAsync);
        app.MapGet(
            "/v1/voices",
            () =>
                new
                {
                    voices = new[]
                    {
                        new
                        {
                            voice_id = "v1",
                            name = "Ana",
                            category = "premade",
                        },
                    },
                }
        );
        app.Map("/v1/speech-to-text/realtime", ListenAsync);
    }

    private static byte[] Audio(int characters) => new byte[characters * MillisecondsPerCharacter * 48];

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "audio/pcm";
        await context.Response.Body.WriteAsync(Audio(10));
    }

    private async Task SpeakAsync(HttpContext context)
    {
        if (!TakesSockets)
        {
            context.Response.StatusCode = 501;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var texts = new Dictionary<string, string>();
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            using var message = JsonDocument.Parse(data);
            Requests.Enqueue(new("WS", "multi-stream-input", "", new Dictionary<string, string>(), data));
            var json = message.RootElement;
            if (!json.TryGetProperty("context_id", out var id))
            {
                break;
            }

            var name = id.GetString()!;
            if (json.TryGetProperty("text", out var text))
            {
                texts[name] = texts.GetValueOrDefault(name, "") + text.GetString();
            }

            if (json.TryGetProperty("flush", out _))
            {
                await SpeakAsync(socket, name, texts[name].Trim());
            }

            if (json.TryGetProperty("close_context", out _))
            {
                await SendAsync(socket, new { isFinal = true, contextId = name });
            }
        }
    }

    /// <summary>In two pieces, each with times of its own.</summary>
    private static async Task SpeakAsync(System.Net.WebSockets.WebSocket socket, string name, string text)
    {
        foreach (var piece in new[] { text[..(text.Length / 2)], text[(text.Length / 2)..] })
        {
            await SendAsync(
                socket,
                new
                {
                    audio = Convert.ToBase64String(Audio(piece.Length)),
                    contextId = name,
                    alignment = new
                    {
                        chars = piece.Select(c => c.ToString()),
                        charStartTimesMs = piece.Select((_, i) => i * MillisecondsPerCharacter),
                        charDurationsMs = piece.Select(_ => MillisecondsPerCharacter),
                    },
                }
            );
        }
    }

    private async Task ListenAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await SendAsync(socket, new { message_type = "session_started", session_id = "s" });
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            using var message = JsonDocument.Parse(data);
            if (!message.RootElement.GetProperty("commit").GetBoolean())
            {
                continue;
            }

            await SendAsync(socket, new { message_type = "partial_transcript", text = "good" });
            await SendAsync(socket, new { message_type = "committed_transcript", text = "good morning" });
            await SendAsync(
                socket,
                new
                {
                    message_type = "committed_transcript_with_timestamps",
                    text = "good morning",
                    language_code = "en",
                    words = new object[]
                    {
                        new
                        {
                            text = "good",
                            start = 0.0,
                            end = 0.2,
                            type = "word",
                        },
                        new
                        {
                            text = " ",
                            start = 0.2,
                            end = 0.2,
                            type = "spacing",
                        },
                        new
                        {
                            text = "morning",
                            start = 0.2,
                            end = 0.5,
                            type = "word",
                        },
                    },
                }
            );
        }
    }
}
