using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>A phrase sent in every place a client can put it shows up in no log line and no span.</summary>
public sealed class PrivacyTests
{
    private const string Canary = "purple walrus";

    private static readonly string[] Messages =
    [
        $$"""{"type":"text","text":"{{Canary}}"}""",
        $$"""{"type":"text","text":["{{Canary}}"]}""",
        $$"""{"type":"{{Canary}}"}""",
        $$"""{"type":"audio","audio_data":"{{Canary}}"}""",
        $$"""{"type":"end","reason":"{{Canary}}"}""",
        $$"""{"{{Canary}}":""",
        Canary,
    ];

    private static readonly string[] PipecatMessages =
    [
        $$"""{"label":"rtvi-ai","type":"send-text","data":{"content":"{{Canary}}"},"id":"{{Canary}}"}""",
        $$"""{"label":"rtvi-ai","type":"send-text","data":{"content":["{{Canary}}"]},"id":"1"}""",
        $$"""{"label":"rtvi-ai","type":"client-message","data":{"t":"{{Canary}}","d":"{{Canary}}"},"id":"1"}""",
        $$"""{"label":"rtvi-ai","type":"client-ready","data":{"version":"{{Canary}}","about":"{{Canary}}"},"id":"1"}""",
        $$"""{"label":"rtvi-ai","type":"{{Canary}}","id":"1"}""",
        $$"""{"label":"{{Canary}}"}""",
        Canary,
    ];

    [Fact]
    public Task What_a_client_sends_reaches_no_log_and_no_span() =>
        AssertKeptAsync(async server =>
        {
            foreach (var message in Messages)
            {
                await SendAsync(server, """{"type":"start","audio":"binary"}""", message, """{"type":"end"}""");
                await SendAsync(server, message);
                await SendAsync(server, $$"""{"type":"auth","token":"{{Canary}}"}""", message);
            }

            // What a session throws is told to the client in general terms.
            await SendAsync(server, """{"type":"start"}""", """{"type":"text","text":"throw"}""");
        });

    [Fact]
    public Task What_a_Pipecat_client_sends_reaches_no_log_and_no_span() =>
        AssertKeptAsync(async server =>
        {
            foreach (var message in PipecatMessages)
            {
                using (var early = await PipecatClient.ConnectAsync(server.Pipecat))
                {
                    await early.SendJsonAsync(message);
                    await early.SendAsync("client-ready", """{"version":"2.1.0"}""");
                    await early.ReceiveAsync();
                }

                using var client = await PipecatClient.BeginAsync(server.Pipecat);
                await client.SendJsonAsync(message);
                await client.SendAsync("disconnect-bot", "{}");
                await client.ReceiveAsync();
            }
        });

    private static async Task AssertKeptAsync(Func<EchoServer, Task> talk)
    {
        var told = new ConcurrentQueue<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => told.Enqueue($"{span.DisplayName} {string.Join(' ', span.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(spans);
        await using (var server = await EchoServer.StartAsync(logs: new Listener(told)))
        {
            await talk(server);
        }

        Assert.Contains(told, line => line.Contains("closed after", StringComparison.Ordinal));
        Assert.DoesNotContain(told, line => line.Contains("walrus", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Sends, closes with the phrase as reason, and waits for the end.</summary>
    private static async Task SendAsync(EchoServer server, params string[] messages)
    {
        using var client = await server.ConnectRawAsync();
        foreach (var message in messages)
        {
            await client.SendAsync(message);
        }

        await client.CloseAsync(Canary);
    }

    private sealed class Listener(ConcurrentQueue<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            told.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            told.Enqueue($"{formatter(state, exception)} {string.Join(' ', values.Select(v => v.Value))} {exception}");
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
