using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>One socket of the realtime server: speaks the events of the realtime interface as they are documented.</summary>
internal sealed class RealtimeConversation(RealtimeScript script, Func<object, Task> send, Func<Task> close)
{
    private const int BytesPerCharacter = 60 * 48;
    private const int PieceBytes = 100 * 48;

    private static readonly byte[] Piece = Tone();

    private int _bytes;
    private int _items;
    private int _responses;
    private string? _waiting;

    public async Task BeginAsync(string model)
    {
        script.Opened++;
        script.Conversation = this;
        if (model == "no-such-model")
        {
            await send(
                new { type = "error", error = new { type = "invalid_request_error", code = "model_not_found" } }
            );
            return;
        }

        await send(new { type = "session.created", session = new { type = "realtime", model } });
        foreach (var noise in script.Noise)
        {
            await send(noise);
        }
    }

    public async Task TakeAsync(byte[] data)
    {
        var message = JsonDocument.Parse(data).RootElement;
        script.Told.Enqueue(message);
        switch (message.GetProperty("type").GetString())
        {
            case "session.update":
                await send(new { type = "session.updated", session = message.GetProperty("session") });
                break;
            case "input_audio_buffer.append":
                _bytes += message.GetProperty("audio").GetBytesFromBase64().Length;
                break;
            case "input_audio_buffer.commit":
                await CommitAsync();
                break;
            case "conversation.item.create":
                var item = $"item_{++_items}";
                await send(new { type = "conversation.item.added", item = new { id = item } });
                await send(new { type = "conversation.item.done", item = new { id = item } });
                break;
            case "conversation.item.truncate":
                await send(new { type = "conversation.item.truncated", item_id = message.GetProperty("item_id") });
                break;
            case "conversation.item.delete":
                await send(new { type = "conversation.item.deleted", item_id = message.GetProperty("item_id") });
                break;
            case "response.create":
                await RespondAsync(message);
                break;
            case "response.cancel" when _waiting is { } waiting:
                _waiting = null;
                await send(Done(waiting, "cancelled"));
                break;
            case "response.cancel":
                await send(
                    new
                    {
                        type = "error",
                        error = new
                        {
                            type = "invalid_request_error",
                            code = "response_cancel_not_active",
                            event_id = message.GetProperty("event_id"),
                        },
                    }
                );
                break;
            default:
                break;
        }
    }

    /// <summary>Sends an event.</summary>
    public Task SendAsync(object message) => send(message);

    /// <summary>Begins an answer that nobody has asked for, as the server does when it finds turns itself.</summary>
    public Task AnswerByItselfAsync() => AnswerAsync(script.Next(), metadata: null);

    /// <summary>Understands what was said since the last time.</summary>
    public async Task CommitAsync()
    {
        if (_bytes < 4800)
        {
            await send(
                new
                {
                    type = "error",
                    error = new { type = "invalid_request_error", code = "input_audio_buffer_commit_empty" },
                }
            );
            return;
        }

        _bytes = 0;
        var item = $"item_{++_items}";
        await send(new { type = "input_audio_buffer.committed", item_id = item });
        const string Transcription = "conversation.item.input_audio_transcription";
        foreach (var word in script.Heard.Split(' '))
        {
            await send(
                new
                {
                    type = $"{Transcription}.delta",
                    item_id = item,
                    delta = word + " ",
                }
            );
        }

        await send(
            new
            {
                type = $"{Transcription}.completed",
                item_id = item,
                transcript = script.Heard,
            }
        );
    }

    private static byte[] Tone()
    {
        var pcm = new byte[PieceBytes];
        for (var i = 1; i < pcm.Length; i += 2)
        {
            pcm[i] = i / 60 % 2 == 0 ? (byte)0x20 : (byte)0xE0;
        }

        return pcm;
    }

    private async Task RespondAsync(JsonElement message)
    {
        var response = message.GetProperty("response");
        if (response.TryGetProperty("instructions", out var instructions))
        {
            var text = instructions.GetString()!;
            await AnswerAsync(new RealtimeAnswer(text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..]), response);
            return;
        }

        var answer = script.Next();
        if (answer.Refused is { } code)
        {
            await send(
                new
                {
                    type = "error",
                    error = new
                    {
                        type = "invalid_request_error",
                        code,
                        event_id = message.GetProperty("event_id"),
                    },
                }
            );
            return;
        }

        await AnswerAsync(answer, response);
    }

    private async Task AnswerAsync(RealtimeAnswer answer, JsonElement? metadata)
    {
        var id = $"resp_{++_responses}";
        var item = $"msg_{_responses}";
        var asked = metadata?.GetProperty("metadata");
        await send(new { type = "response.created", response = new { id, metadata = asked } });
        var inText = metadata?.GetProperty("output_modalities")[0].GetString() == "text";
        if (answer.Text.Length > 0)
        {
            await send(
                new
                {
                    type = "response.output_item.added",
                    response_id = id,
                    item = new { id = item, type = "message" },
                }
            );
            await SayAsync(answer, id, item, inText);
        }

        if (answer.Breaks)
        {
            await close();
            return;
        }

        if (answer.Calls is { } name)
        {
            await send(
                new
                {
                    type = "response.output_item.done",
                    response_id = id,
                    item = new
                    {
                        id = $"fc_{_responses}",
                        type = "function_call",
                        call_id = $"call_{_responses}",
                        name,
                        arguments = answer.Arguments,
                    },
                }
            );
        }

        if (answer.Waits)
        {
            _waiting = id;
            return;
        }

        await send(Done(id, answer.Fails is null ? "completed" : "failed", answer.Fails));
    }

    private async Task SayAsync(RealtimeAnswer answer, string id, string item, bool inText)
    {
        var prefix = script.UsesPreviewNames ? "response." : "response.output_";
        foreach (var word in answer.Text.Split(' '))
        {
            await send(
                new
                {
                    type = prefix + (inText ? "text.delta" : "audio_transcript.delta"),
                    response_id = id,
                    item_id = item,
                    delta = word + " ",
                }
            );
        }

        for (var left = inText ? 0 : answer.Text.Length * BytesPerCharacter; left > 0; left -= PieceBytes)
        {
            await send(
                new
                {
                    type = prefix + "audio.delta",
                    response_id = id,
                    item_id = item,
                    content_index = 0,
                    delta = Convert.ToBase64String(Piece, 0, Math.Min(left, PieceBytes)),
                }
            );
        }
    }

    private static JsonObject Done(string id, string status, string? code = null) =>
        new()
        {
            ["type"] = "response.done",
            ["response"] = new JsonObject
            {
                ["id"] = id,
                ["status"] = status,
                ["status_details"] = code is null
                    ? null
                    : new JsonObject
                    {
                        ["error"] = new JsonObject { ["type"] = "server_error", ["code"] = code },
                    },
                ["usage"] = new JsonObject
                {
                    ["input_tokens"] = 30,
                    ["output_tokens"] = 20,
                    ["total_tokens"] = 50,
                },
            },
        };
}
