using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>
/// The responses of one realtime session. The server makes one at a time for the conversation: the next is asked for when it is done. One that
/// the server has begun by itself is held until somebody asks for it. Not thread-safe.
/// </summary>
internal sealed class RealtimeReplies(Vendor vendor, Action<JsonObject> send, Action<SpeechToSpeechEvent> tell)
{
    /// <summary>Replies that are remembered: what was heard of them may be told late.</summary>
    private const int MostKnown = 64;

    private const string Saying =
        "Say the following text aloud, word for word, in its own language. Add nothing, leave nothing out, do not answer it: ";

    private readonly List<RealtimeReply> _known = [];
    private RealtimeReply? _present;
    private RealtimeReply? _next;

    /// <summary>Asks for a reply; one that was asked for before is not asked for again.</summary>
    public void Respond(long number, SpeechToSpeechRequest request)
    {
        if (_known.Exists(reply => reply.Number == number))
        {
            return;
        }

        if (_present is { Number: 0, IsCancelled: false } begun && request is { Say: null, InText: false })
        {
            begun.Claim(number, tell);
            _present = begun.IsDone ? null : begun;
            return;
        }

        DropUnclaimed();
        var reply = new RealtimeReply(request) { Number = number };
        Remember(reply);
        if (reply.IsInConversation && _present is not null)
        {
            _next = reply;
        }
        else
        {
            Ask(reply);
        }
    }

    /// <summary>Nobody wants more of a reply.</summary>
    public void Cancel(long number)
    {
        if (_known.Find(reply => reply.Number == number) is { } reply)
        {
            Cancel(reply);
        }
    }

    /// <summary>Of a reply only so much was heard.</summary>
    public void Truncate(long number, TimeSpan heard)
    {
        if (_known.Find(reply => reply.Number == number) is { } reply)
        {
            Truncate(reply, heard);
        }
    }

    /// <summary>What the server has begun by itself is not wanted.</summary>
    public void DropUnclaimed()
    {
        if (_present is { Number: 0 } begun)
        {
            Cancel(begun);
            Truncate(begun, TimeSpan.Zero);
            _present = begun.IsDone ? null : begun;
        }
    }

    /// <summary>Takes an event about a response.</summary>
    public void On(string type, JsonElement message)
    {
        switch (type)
        {
            case "response.created" when message.Child("response") is { } response:
                OnCreated(response);
                break;
            case "response.done" when message.Child("response") is { } response:
                OnDone(response);
                break;
            case "response.output_item.added" when message.Child("item") is { } item && item.Text("type") == "message":
                Of(message)?.AddItem(item.Text("id") ?? "");
                break;
            case "response.output_item.done" when message.Child("item") is { } item:
                OnItem(message, item);
                break;
            case "response.output_audio.delta" or "response.audio.delta":
                OnAudio(message);
                break;
            case "response.output_audio_transcript.delta"
            or "response.audio_transcript.delta"
            or "response.output_text.delta"
            or "response.text.delta":
                if (message.Text("delta") is { Length: > 0 } delta)
                {
                    Of(message)?.Tell(tell, number => new SpeechToSpeechEvent.Text(number, delta));
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The server has refused to begin a response.</summary>
    /// <param name="number">Which.</param>
    /// <param name="code">Its own short code.</param>
    public void OnRefused(long number, string? code)
    {
        if (_known.Find(reply => reply.Number == number) is not { Id: null, IsDone: false } reply)
        {
            return;
        }

        if (reply == _present)
        {
            _present = null;
        }

        if (code == "conversation_already_has_active_response")
        {
            // One of its own came first; its beginning is on its way.
            _next = reply;
            return;
        }

        reply.IsDone = true;
        reply.Tell(tell, n => new SpeechToSpeechEvent.Failed(n, VendorFailure.Told(vendor, code)));
        AskNext();
    }

    private void Ask(RealtimeReply reply)
    {
        var request = reply.Request!;
        var response = new JsonObject
        {
            ["metadata"] = new JsonObject { ["reply"] = $"{reply.Number}" },
            ["output_modalities"] = new JsonArray(request.InText ? "text" : "audio"),
        };
        if (!request.MayCallTools)
        {
            response["tool_choice"] = "none";
        }

        if (request.Say is { } text)
        {
            response["conversation"] = "none";
            response["input"] = new JsonArray();
            response["instructions"] = Saying + text;
        }
        else
        {
            _present = reply;
        }

        send(
            new JsonObject
            {
                ["type"] = "response.create",
                ["event_id"] = $"reply-{reply.Number}",
                ["response"] = response,
            }
        );
    }

    private void AskNext()
    {
        if (_present is null && _next is { } next)
        {
            _next = null;
            Ask(next);
        }
    }

    private void Cancel(RealtimeReply reply)
    {
        if (reply.IsCancelled)
        {
            return;
        }

        reply.IsCancelled = true;
        if (reply == _next)
        {
            (_next, reply.IsDone) = (null, true);
        }
        else if (reply is { Id: { } id, IsDone: false })
        {
            send(
                new JsonObject
                {
                    ["type"] = "response.cancel",
                    ["event_id"] = "tidy",
                    ["response_id"] = id,
                }
            );
        }
    }

    private void Truncate(RealtimeReply reply, TimeSpan heard)
    {
        reply.Heard = heard;
        if (reply.IsDone)
        {
            Tidy(reply);
        }
    }

    /// <summary>Takes out of the conversation what was not heard.</summary>
    private void Tidy(RealtimeReply reply)
    {
        foreach (var (item, content, end) in reply.Cuts(AudioFormat.Output24Khz))
        {
            send(
                end is { } time
                    ? new JsonObject
                    {
                        ["type"] = "conversation.item.truncate",
                        ["event_id"] = "tidy",
                        ["item_id"] = item,
                        ["content_index"] = content,
                        ["audio_end_ms"] = (int)time.TotalMilliseconds,
                    }
                    : new JsonObject
                    {
                        ["type"] = "conversation.item.delete",
                        ["event_id"] = "tidy",
                        ["item_id"] = item,
                    }
            );
        }
    }

    private void OnCreated(JsonElement response)
    {
        var id = response.Text("id");
        if (long.TryParse(response.Child("metadata")?.Text("reply"), out var number))
        {
            if (_known.Find(reply => reply.Number == number) is { Id: null } asked)
            {
                asked.Id = id;
                if (asked.IsCancelled)
                {
                    asked.IsCancelled = false;
                    Cancel(asked);
                }
            }

            return;
        }

        var begun = new RealtimeReply(request: null) { Id = id };
        Remember(begun);
        _present = begun;
        if (_next is { Request: { Say: null, InText: false } } waiting)
        {
            _next = null;
            _known.Remove(waiting);
            begun.Claim(waiting.Number, tell);
        }
    }

    private void OnItem(JsonElement message, JsonElement item)
    {
        if (item.Text("type") != "function_call" || item.Text("call_id") is not { Length: > 0 } id)
        {
            return;
        }

        var call = FunctionCallArguments.ToContent(id, item.Text("name") ?? "", item.Text("arguments") ?? "");
        Of(message)?.Tell(tell, number => new SpeechToSpeechEvent.Call(number, call));
    }

    private void OnAudio(JsonElement message)
    {
        if (Of(message) is not { } reply || message.Bytes("delta") is not { Length: > 1 } audio)
        {
            return;
        }

        var pcm = audio.AsMemory(0, audio.Length & ~1);
        var content = message.Number("content_index") is >= 0 and < 64 and var index ? (int)index : 0;
        reply.AddAudio(message.Text("item_id") ?? "", content, pcm.Length);
        reply.Tell(tell, number => new SpeechToSpeechEvent.Audio(number, pcm));
    }

    private void OnDone(JsonElement response)
    {
        if (_known.Find(one => one.Id is not null && one.Id == response.Text("id")) is not { IsDone: false } reply)
        {
            return;
        }

        reply.IsDone = true;
        var usage = UsageOf(response);
        var failure = FailureOf(response);
        reply.Tell(
            tell,
            number =>
                failure is null
                    ? new SpeechToSpeechEvent.Ended(number, usage)
                    : new SpeechToSpeechEvent.Failed(number, failure)
        );
        Tidy(reply);
        if (reply == _present && (reply.Number != 0 || reply.IsCancelled))
        {
            _present = null;
            AskNext();
        }
    }

    private VoiceAgentException? FailureOf(JsonElement response) =>
        response.Text("status") switch
        {
            "failed" => VendorFailure.Told(
                vendor,
                response.Child("status_details")?.Child("error") is { } error
                    ? error.Text("code") ?? error.Text("type")
                    : null
            ),
            "cancelled" => VendorFailure.BrokeOff(vendor),
            _ => null,
        };

    private static UsageDetails? UsageOf(JsonElement response) =>
        response.Child("usage") is { } usage
            ? new UsageDetails
            {
                InputTokenCount = Tokens(usage, "input_tokens"),
                OutputTokenCount = Tokens(usage, "output_tokens"),
                TotalTokenCount = Tokens(usage, "total_tokens"),
                CachedInputTokenCount = usage.Child("input_token_details") is { } details
                    ? Tokens(details, "cached_tokens")
                    : null,
            }
            : null;

    private static long? Tokens(JsonElement json, string name) =>
        json.Number(name) is >= 0 and < int.MaxValue and var count ? (long)count : null;

    private RealtimeReply? Of(JsonElement message) =>
        message.Text("response_id") is { } id ? _known.FindLast(reply => reply.Id == id) : null;

    private void Remember(RealtimeReply reply)
    {
        _known.Add(reply);
        if (_known.Count > MostKnown)
        {
            _known.RemoveAt(0);
        }
    }
}
