using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.Anthropic;

/// <summary>Speaks Anthropic's wire format: messages as server-sent events.</summary>
public sealed class AnthropicServer : VendorServer
{
    /// <summary>True answers with a call of a tool.</summary>
    public bool CallsTool { get; set; }

    public AnthropicOptions Options => new() { BaseUrl = Address.ToString().TrimEnd('/'), ApiKey = Failing.Key };

    protected override void Map(WebApplication app) => app.MapPost("/v1/messages", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await EventAsync(
            context,
            "message_start",
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-haiku-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"""
        );
        foreach (var data in CallsTool ? Tool() : Text())
        {
            await EventAsync(context, JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!, data);
        }

        var reason = CallsTool ? "tool_use" : "end_turn";
        await EventAsync(
            context,
            "message_delta",
            $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}","stop_sequence":null},"usage":{"output_tokens":4}}"""
        );
        await EventAsync(context, "message_stop", """{"type":"message_stop"}""");
    }

    private static string[] Text() =>
        [
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" there."}}""",
            """{"type":"content_block_stop","index":0}""",
        ];

    private static string[] Tool() =>
        [
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"book","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"room\":"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"12}"}}""",
            """{"type":"content_block_stop","index":0}""",
        ];

    private static async Task EventAsync(HttpContext context, string name, string data)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
