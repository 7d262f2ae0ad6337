using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.Tests.McpProgram;

namespace VoiceAgent.Tools.Mcp;

/// <summary>An MCP server over streamable HTTP in this process, which can die and come back at the same address.</summary>
public sealed class BookingServer : IAsyncLifetime
{
    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _dies = new();
    private WebApplication? _app;
    private int _port;

    public string Address => $"http://127.0.0.1:{_port}/mcp";

    /// <summary>Completes when a call hangs.</summary>
    public Task Hangs => _hangs.Task;

    /// <summary>Completes when a request came that is not answered.</summary>
    public Task IsSilent => _silent.Task;

    /// <summary>The header <c>X-Door</c> of the last request.</summary>
    public string LastDoor { get; private set; } = "";

    /// <summary>An address where requests are taken and never answered.</summary>
    public string SilentAddress => $"http://127.0.0.1:{_port}/silent";

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    public async ValueTask StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder
            .Services.AddMcpServer(options => options.ToolCollection = BookingTools.Create(() => { }, HangAsync))
            .WithHttpTransport(options => options.Stateless = false);
        _app = builder.Build();
        _app.Use(
            (context, next) =>
            {
                LastDoor = context.Request.Headers["X-Door"].ToString();
                return next();
            }
        );
        _app.MapMcp("/mcp");
        _app.Map("/silent", HoldAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    /// <summary>Dies: connections are cut, nobody listens.</summary>
    public async Task StopAsync()
    {
        await _dies.CancelAsync();
        await _app!.StopAsync(_dies.Token);
        await _app.DisposeAsync();
        (_app, _dies) = (null, new CancellationTokenSource());
    }

    private async Task<string> HangAsync(CancellationToken cancellationToken)
    {
        _hangs.TrySetResult();
        await UntilAsync(cancellationToken);
        return "never";
    }

    private async Task HoldAsync(HttpContext context)
    {
        _silent.TrySetResult();
        await UntilAsync(context.RequestAborted);
    }

    /// <summary>Until the caller is gone, or the server dies.</summary>
    private async Task UntilAsync(CancellationToken gone)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var caller = gone.Register(() => ended.TrySetResult());
        await using var server = _dies.Token.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
