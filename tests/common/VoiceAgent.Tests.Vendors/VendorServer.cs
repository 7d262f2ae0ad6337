using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Xunit;

namespace VoiceAgent.Tests.Vendors;

/// <summary>A vendor in this process: speaks a wire format, records what it is asked and fails on demand. On the loopback, at a free port.</summary>
public abstract class VendorServer : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Address, ending in a slash.</summary>
    public Uri Address => new(_app!.Urls.First() + "/");

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<VendorRequest> Requests { get; } = new();

    /// <summary>Connections that were opened.</summary>
    public int Connections => _connections;

    private int _connections;

    /// <summary>What goes wrong with the next requests; null for nothing.</summary>
    public VendorFault? Fault { get; set; }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrlsOnLoopback(() => Interlocked.Increment(ref _connections));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Use(RecordAsync);
        Map(_app);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // Clients that hang on keep nobody waiting.
        using var now = new CancellationTokenSource();
        now.Cancel();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Adds the vendor's endpoints.</summary>
    protected abstract void Map(WebApplication app);

    /// <summary>Reads a WebSocket's messages until the client leaves.</summary>
    protected static async IAsyncEnumerable<(WebSocketMessageType Type, byte[] Data)> ReadAsync(
        WebSocket socket,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                try
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                }
                catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
                {
                    yield break;
                }

                length += part.Count;
            } while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                yield break;
            }

            yield return (part.MessageType, buffer[..length]);
        }
    }

    /// <summary>Sends JSON as a text message; a client that is gone is no matter.</summary>
    protected static async Task SendAsync(WebSocket socket, object message)
    {
        var text = message as string ?? JsonSerializer.Serialize(message);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            // It left.
        }
    }

    /// <summary>Sends a binary message.</summary>
    protected static async Task SendAsync(WebSocket socket, byte[] message)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            // It left.
        }
    }

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var body = new MemoryStream();
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            body.Position = 0;
            context.Request.Body = body;
        }

        Requests.Enqueue(
            new VendorRequest(
                context.Request.Method,
                context.Request.Path,
                context.Request.QueryString.Value ?? "",
                context.Request.Headers.ToDictionary(
                    h => h.Key,
                    h => h.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.ToArray()
            )
        );
        if (Fault is { } fault)
        {
            await fault.AnswerAsync(context, next);
            return;
        }

        await next(context);
    }
}
