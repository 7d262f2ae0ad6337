using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Speaks Deepgram's wire format: live transcription and live synthesis.</summary>
public sealed class DeepgramServer : VendorServer
{
    private int _listeners;

    /// <summary>How many connections are dropped after half a second of audio.</summary>
    public int Drops { get; set; }

    /// <summary>True leaves the end of each answer out.</summary>
    public bool Halves { get; set; }

    /// <summary>Bytes of audio each connection was sent.</summary>
    public List<int> Heard { get; } = [];

    public DeepgramOptions Options => new() { BaseUrl = $"{Address}v1", ApiKey = Failing.Key };

    protected override void Map(WebApplication app)
    {
        app.Map("/v1/listen", ListenAsync);
        app.Map("/v1/speak", SpeakAsync);
    }

    private async Task ListenAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var number = Interlocked.Increment(ref _listeners);
        var (segment, total) = (0, 0);
        await foreach (var (type, data) in ReadAsync(socket, context.RequestAborted))
        {
            if (type == WebSocketMessageType.Binary)
            {
                segment += data.Length;
                total += data.Length;
                if (Drops > 0 && total >= 8_000)
                {
                    Drops--;
                    context.Abort();
                    break;
                }

                continue;
            }

            using var message = JsonDocument.Parse(data);
            if (message.RootElement.GetProperty("type").GetString() == "Finalize")
            {
                var start = (total - segment) / 32_000.0;
                await SendAsync(socket, Results("I said", isFinal: true, start));
                await SendAsync(socket, Results($"part {segment}", isFinal: false, start));
                if (Halves)
                {
                    continue;
                }

                await SendAsync(socket, Results($"{segment} bytes", isFinal: true, start + 0.2, fromFinalize: true));
                segment = 0;
            }
        }

        lock (Heard)
        {
            Heard.Add(total);
        }

        Assert.True(number > 0);
    }

    private static object Results(string text, bool isFinal, double start, bool fromFinalize = false) =>
        new
        {
            type = "Results",
            is_final = isFinal,
            from_finalize = fromFinalize,
            channel = new
            {
                alternatives = new[]
                {
                    new
                    {
                        transcript = text,
                        confidence = 0.9,
                        words = text.Split(' ')
                            .Select(
                                (w, i) =>
                                    new
                                    {
                                        word = w,
                                        start = start + (i * 0.1),
                                        end = start + (i * 0.1) + 0.1,
                                    }
                            ),
                    },
                },
            },
        };

    private async Task SpeakAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var text = "";
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            using var message = JsonDocument.Parse(data);
            Requests.Enqueue(new("WS", "/v1/speak", "", new Dictionary<string, string>(), data));
            switch (message.RootElement.GetProperty("type").GetString())
            {
                case "Speak":
                    text += message.RootElement.GetProperty("text").GetString();
                    break;
                case "Flush":
                    // Odd pieces: samples must be made whole.
                    await SendAsync(socket, new byte[(text.Length * 100) + 1]);
                    await SendAsync(socket, new byte[(text.Length * 100) + 1]);
                    await SendAsync(socket, new { type = "Flushed", sequence_id = 0 });
                    text = "";
                    break;
                case "Clear":
                    text = "";
                    await SendAsync(socket, new { type = "Cleared", sequence_id = 0 });
                    break;
                default:
                    break;
            }
        }
    }
}
