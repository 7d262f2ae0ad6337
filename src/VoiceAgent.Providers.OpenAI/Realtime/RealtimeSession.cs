using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>
/// One session over the realtime socket: turns what the engine wants into OpenAI's events, and these into the engine's. It understands the present
/// names of events and those of the preview. Messages that make no sense are left out, unless there is nothing else.
/// </summary>
internal sealed class RealtimeSession : ISpeechToSpeechSession
{
    private const int MostGarbage = 16;
    private const int MostWaiting = 16_384;

    private readonly Vendor _vendor;
    private readonly VendorSocket _socket;
    private readonly RealtimeSettings _settings;
    private readonly RealtimeReplies _replies;
    private readonly List<string> _turn = [];
    private readonly Channel<SpeechToSpeechEvent> _events = Channel.CreateBounded<SpeechToSpeechEvent>(MostWaiting);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;
    private string _interim = "";
    private int _garbage;

    public RealtimeSession(Vendor vendor, VendorSocket socket, RealtimeSettings settings)
    {
        (_vendor, _socket, _settings) = (vendor, socket, settings);
        _replies = new RealtimeReplies(vendor, Send, Tell);
    }

    /// <summary>Sets the session up.</summary>
    /// <exception cref="VoiceAgentException">The server refuses the model or the settings.</exception>
    public async Task BeginAsync(SpeechToSpeechSessionOptions options, CancellationToken cancellationToken)
    {
        Send(_settings.Beginning(options));
        _reading = ReadAsync();
        await _ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Write(ReadOnlyMemory<byte> audio) =>
        Send(new JsonObject { ["type"] = "input_audio_buffer.append", ["audio"] = Convert.ToBase64String(audio.Span) });

    public void Commit() => Send(new JsonObject { ["type"] = "input_audio_buffer.commit", ["event_id"] = "commit" });

    public void DropTurn()
    {
        lock (_gate)
        {
            _replies.DropUnclaimed();
            foreach (var item in _turn)
            {
                Send(
                    new JsonObject
                    {
                        ["type"] = "conversation.item.delete",
                        ["event_id"] = "tidy",
                        ["item_id"] = item,
                    }
                );
            }

            _turn.Clear();
        }
    }

    public void Add(ChatMessage message)
    {
        lock (_gate)
        {
            foreach (var item in ConversationItems.From(message))
            {
                // What the server has begun by itself knows nothing of it.
                _replies.DropUnclaimed();
                Send(new JsonObject { ["type"] = "conversation.item.create", ["item"] = item });
            }
        }
    }

    public void Configure(SpeechToSpeechSessionOptions options) => Send(RealtimeSettings.Change(options));

    public void Respond(long reply, SpeechToSpeechRequest request)
    {
        lock (_gate)
        {
            if (request.Say is null)
            {
                _turn.Clear();
            }

            _replies.Respond(reply, request);
        }
    }

    public void Cancel(long reply)
    {
        lock (_gate)
        {
            _replies.Cancel(reply);
        }
    }

    public void Truncate(long reply, TimeSpan heard)
    {
        lock (_gate)
        {
            _replies.Truncate(reply, heard);
        }
    }

    public IAsyncEnumerable<SpeechToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _socket.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Send(JsonObject message)
    {
        if (!_socket.TrySend(SocketMessage.Json(message)))
        {
            _socket.Fail(
                new VoiceAgentException(
                    ErrorCodes.Overflow,
                    $"{_vendor.Name} takes no audio: the connection is too slow."
                )
            );
        }
    }

    private void Tell(SpeechToSpeechEvent told)
    {
        if (!_events.Writer.TryWrite(told))
        {
            _events.Writer.TryComplete(
                new VoiceAgentException(ErrorCodes.Overflow, $"Nobody reads what {_vendor.Name} says.")
            );
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _socket.Messages.ReadAllAsync().ConfigureAwait(false))
            {
                Take(message);
            }

            End(VendorFailure.BrokeOff(_vendor));
        }
        catch (Exception exception)
        {
            End(VendorFailure.From(_vendor, exception));
        }
    }

    private void End(Exception failure)
    {
        _ready.TrySetException(failure);
        // Nobody may have waited.
        _ = _ready.Task.Exception;
        _events.Writer.TryComplete(failure);
    }

    private void Take(SocketMessage message)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(message.Data);
        }
        catch (JsonException exception)
        {
            if (++_garbage >= MostGarbage)
            {
                throw VendorFailure.Garbage(_vendor, "something that is not JSON", exception);
            }

            return;
        }

        _garbage = 0;
        using (json)
        {
            lock (_gate)
            {
                Take(json.RootElement);
            }
        }
    }

    private void Take(JsonElement message)
    {
        var type = message.Text("type") ?? "";
        switch (type)
        {
            case "session.updated":
                _ready.TrySetResult();
                break;
            case "error":
                OnError(message.Child("error") ?? message);
                return;
            case "input_audio_buffer.committed" when message.Text("item_id") is { } item:
                _turn.Add(item);
                break;
            case "input_audio_buffer.speech_started":
                _replies.DropUnclaimed();
                Tell(new SpeechToSpeechEvent.SpeechStarted(Time(message, "audio_start_ms")));
                return;
            case "input_audio_buffer.speech_stopped":
                Tell(new SpeechToSpeechEvent.SpeechStopped(Time(message, "audio_end_ms"), TimeSpan.Zero));
                return;
            case "conversation.item.input_audio_transcription.delta":
                _interim += message.Text("delta");
                Tell(new SpeechToSpeechEvent.UserInterim(_interim));
                return;
            case "conversation.item.input_audio_transcription.completed":
                Tell(new SpeechToSpeechEvent.UserText(message.Text("transcript") ?? ""));
                _interim = "";
                return;
            case "conversation.item.input_audio_transcription.failed":
                Tell(new SpeechToSpeechEvent.UserText("") { IsUnknown = true });
                _interim = "";
                return;
            default:
                _replies.On(type, message);
                break;
        }

        Tell(new SpeechToSpeechEvent.Alive());
    }

    /// <summary>Most errors are about one thing that was asked for; the session goes on.</summary>
    private void OnError(JsonElement error)
    {
        var code = error.Text("code") ?? error.Text("type");
        var about = error.Text("event_id") ?? "";
        if (!_ready.Task.IsCompleted || code == "session_expired")
        {
            throw Fatal(code);
        }

        if (about.StartsWith("reply-", StringComparison.Ordinal) && long.TryParse(about[6..], out var reply))
        {
            _replies.OnRefused(reply, code);
        }
        else if (about == "commit" || code == "input_audio_buffer_commit_empty")
        {
            // Too short to hold a word.
            Tell(new SpeechToSpeechEvent.UserText(""));
        }
        else if (about.Length == 0 && error.Text("type") is "server_error" or "authentication_error")
        {
            throw Fatal(code);
        }
    }

    private VoiceAgentException Fatal(string? code) =>
        code switch
        {
            "model_not_found" or "invalid_model" => VendorFailure.FromStatus(_vendor, 404, vendorCode: code),
            "invalid_api_key" or "authentication_error" => VendorFailure.FromStatus(_vendor, 401),
            "invalid_request_error" or "invalid_value" or "unknown_parameter" or "missing_required_parameter" =>
                VendorFailure.FromStatus(_vendor, 400, vendorCode: code),
            _ => VendorFailure.Told(_vendor, code),
        };

    private static TimeSpan Time(JsonElement message, string name) =>
        message.Number(name) is >= 0 and < 1e9 and var milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.Zero;
}
