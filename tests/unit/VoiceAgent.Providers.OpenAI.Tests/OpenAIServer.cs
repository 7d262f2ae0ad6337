using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>Speaks OpenAI's wire format: chat completions as server-sent events, transcription, speech, the realtime socket.</summary>
public sealed class OpenAIServer : VendorServer
{
    /// <summary>What the model streams, as the <c>choices[0]</c> of each chunk.</summary>
    public IReadOnlyList<string> Chunks { get; set; } =
    [
        """{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""",
        """{"index":0,"delta":{"content":"Hello"},"finish_reason":null}""",
        """{"index":0,"delta":{"content":" there."},"finish_reason":null}""",
        """{"index":0,"delta":{},"finish_reason":"stop"}""",
    ];

    /// <summary>What the model streams over the responses interface, event by event.</summary>
    public IReadOnlyList<string> Events { get; set; } =
    [
        """{"type":"response.created","response":{"id":"resp_1","model":"gpt-4o-mini"}}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","delta":"Hello"}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","delta":" there."}""",
        """{"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":9,"output_tokens":4,"total_tokens":13}}}""",
    ];

    /// <summary>What is said over the realtime socket.</summary>
    public RealtimeScript Realtime { get; } = new();

    /// <summary>False leaves the end of the stream out.</summary>
    public bool EndsStream { get; set; } = true;

    /// <summary>What the recogniser hears.</summary>
    public string Heard { get; set; } = "three rooms";

    public OpenAIConnection Connect(Action<OpenAIOptions>? configure = null)
    {
        var options = new OpenAIOptions { BaseUrl = $"{Address}v1", ApiKey = Failing.Key };
        configure?.Invoke(options);
        return new OpenAIConnection(options);
    }

    protected override void Map(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", ChatAsync);
        app.MapPost("/v1/responses", RespondAsync);
        app.MapPost("/v1/audio/transcriptions", TranscribeAsync);
        app.MapPost("/v1/audio/speech", SpeakAsync);
        app.Map("/v1/realtime", ListenAsync);
    }

    private async Task ChatAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var chunk in Chunks)
        {
            await EventAsync(
                context,
                $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{{chunk}}]}"""
            );
        }

        if (EndsStream)
        {
            await EventAsync(
                context,
                """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"""
            );
            await EventAsync(context, "[DONE]");
        }
    }

    private async Task RespondAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var data in Events)
        {
            await EventAsync(context, data);
        }
    }

    private async Task TranscribeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["stream"] == "true")
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var word in Heard.Split(' '))
            {
                await EventAsync(
                    context,
                    JsonSerializer.Serialize(new { type = "transcript.text.delta", delta = word + " " })
                );
            }

            await EventAsync(context, JsonSerializer.Serialize(new { type = "transcript.text.done", text = Heard }));
            return;
        }

        if (form["response_format"] == "verbose_json")
        {
            var words = Heard
                .Split(' ')
                .Select(
                    (word, i) =>
                        new
                        {
                            word,
                            start = i * 0.1,
                            end = (i * 0.1) + 0.1,
                        }
                );
            await context.Response.WriteAsJsonAsync(
                new
                {
                    task = "transcribe",
                    language = "english",
                    duration = 0.5,
                    text = Heard,
                    words,
                }
            );
            return;
        }

        await context.Response.WriteAsJsonAsync(new { text = Heard });
    }

    private static async Task SpeakAsync(HttpContext context)
    {
        context.Response.ContentType = "audio/pcm";
        // Odd pieces: samples must be made whole.
        for (var piece = 0; piece < 10; piece++)
        {
            await context.Response.Body.WriteAsync(new byte[961]);
            await context.Response.Body.FlushAsync();
        }
    }

    private async Task ListenAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (context.Request.Query["intent"] != "transcription")
        {
            await ConverseAsync(socket, context);
            return;
        }

        var bytes = 0;
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            using var message = JsonDocument.Parse(data);
            Requests.Enqueue(new("WS", "/v1/realtime", "", new Dictionary<string, string>(), data));
            switch (message.RootElement.GetProperty("type").GetString())
            {
                case "session.update":
                    await SendAsync(socket, new { type = "session.updated" });
                    break;
                case "input_audio_buffer.append":
                    bytes += message.RootElement.GetProperty("audio").GetBytesFromBase64().Length;
                    break;
                case "input_audio_buffer.commit" when bytes < 4800:
                    await SendAsync(
                        socket,
                        new { type = "error", error = new { code = "input_audio_buffer_commit_empty" } }
                    );
                    break;
                case "input_audio_buffer.commit":
                    bytes = 0;
                    await SendAsync(socket, new { type = "input_audio_buffer.committed", item_id = "item_1" });
                    foreach (var word in Heard.Split(' '))
                    {
                        await SendAsync(
                            socket,
                            new
                            {
                                type = "conversation.item.input_audio_transcription.delta",
                                item_id = "item_1",
                                delta = word + " ",
                            }
                        );
                    }

                    await SendAsync(
                        socket,
                        new
                        {
                            type = "conversation.item.input_audio_transcription.completed",
                            item_id = "item_1",
                            transcript = Heard,
                        }
                    );
                    break;
                default:
                    break;
            }
        }
    }

    private async Task ConverseAsync(WebSocket socket, HttpContext context)
    {
        var conversation = new RealtimeConversation(
            Realtime,
            async message => await SendAsync(socket, message),
            async () => await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, default)
        );
        await conversation.BeginAsync(context.Request.Query["model"].ToString());
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            await conversation.TakeAsync(data);
        }
    }

    private static async Task EventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
