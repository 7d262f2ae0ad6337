using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>Reads the events of one answer of the responses interface. Events it does not know are left out.</summary>
internal sealed class ResponsesEvents(Vendor vendor)
{
    private readonly List<Call> _calls = [];
    private string? _id;
    private string? _model;

    /// <summary>True when the answer is whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Takes the next event.</summary>
    /// <returns>What it says; null for nothing.</returns>
    /// <exception cref="Errors.VoiceAgentException">It tells of a failure.</exception>
    public ChatResponseUpdate? Take(JsonElement message)
    {
        switch (message.Text("type"))
        {
            case "response.created" when message.Child("response") is { } response:
                (_id, _model) = (response.Text("id"), response.Text("model"));
                return null;
            case "response.output_text.delta" or "response.refusal.delta":
                // A refusal is said like anything else.
                return message.Text("delta") is { Length: > 0 } delta ? Update([new TextContent(delta)]) : null;
            case "response.output_item.added"
            or "response.output_item.done"
                when message.Child("item") is { } item && item.Text("type") == "function_call":
                OnCall(item);
                return null;
            case "response.function_call_arguments.delta":
                Find(message.Text("item_id"))?.Arguments.Append(message.Text("delta"));
                return null;
            case "response.function_call_arguments.done" when message.Text("arguments") is { } arguments:
                Find(message.Text("item_id"))?.Arguments.Clear().Append(arguments);
                return null;
            case "response.completed" or "response.incomplete":
                return End(message.Child("response") ?? message);
            case "response.failed":
                throw VendorFailure.Told(vendor, CodeOf(message.Child("response")?.Child("error")));
            case "error":
                throw VendorFailure.Told(vendor, CodeOf(message.Child("error") ?? message));
            default:
                return null;
        }
    }

    private static string? CodeOf(JsonElement? error) => error?.Text("code") ?? error?.Text("type");

    private void OnCall(JsonElement item)
    {
        var id = item.Text("id") ?? item.Text("call_id") ?? "";
        var call = Find(id);
        if (call is null)
        {
            call = new Call(id);
            _calls.Add(call);
        }

        call.CallId = item.Text("call_id") ?? call.CallId;
        call.Name = item.Text("name") ?? call.Name;
        if (item.Text("arguments") is { Length: > 0 } arguments)
        {
            call.Arguments.Clear().Append(arguments);
        }
    }

    private Call? Find(string? id) => _calls.Find(call => call.Id == id);

    private ChatResponseUpdate End(JsonElement response)
    {
        IsWhole = true;
        List<AIContent> contents =
        [
            .. _calls.Select(
                (call, number) =>
                    FunctionCallArguments.ToContent(
                        call.CallId ?? $"{_id ?? "call"}-{number}",
                        call.Name ?? "",
                        call.Arguments.ToString()
                    )
            ),
        ];
        if (UsageOf(response) is { } usage)
        {
            contents.Add(new UsageContent(usage));
        }

        var update = Update(contents);
        update.FinishReason = response.Child("incomplete_details")?.Text("reason") switch
        {
            "content_filter" => ChatFinishReason.ContentFilter,
            { } => ChatFinishReason.Length,
            null => _calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
        return update;
    }

    private ChatResponseUpdate Update(IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents)
        {
            ResponseId = _id,
            MessageId = _id,
            ModelId = _model,
        };

    private static UsageDetails? UsageOf(JsonElement response) =>
        response.Child("usage") is { } usage
            ? new UsageDetails
            {
                InputTokenCount = Tokens(usage, "input_tokens"),
                OutputTokenCount = Tokens(usage, "output_tokens"),
                TotalTokenCount = Tokens(usage, "total_tokens"),
                CachedInputTokenCount = Tokens(usage.Child("input_tokens_details"), "cached_tokens"),
                ReasoningTokenCount = Tokens(usage.Child("output_tokens_details"), "reasoning_tokens"),
            }
            : null;

    private static long? Tokens(JsonElement? json, string name) =>
        json?.Number(name) is >= 0 and < int.MaxValue and var count ? (long)count : null;

    private sealed class Call(string id)
    {
        public string Id => id;

        public string? CallId { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
