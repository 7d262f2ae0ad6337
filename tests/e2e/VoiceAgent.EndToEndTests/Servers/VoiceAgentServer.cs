using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceAgent.EndToEnd.Servers;

/// <summary>The host as a process of its own on a free port of this machine, as users start it.</summary>
internal sealed partial class VoiceAgentServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private VoiceAgentServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The host has ended."));
        process.EnableRaisingEvents = true;
    }

    /// <summary>Where the page is.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Starts the host and waits until it listens.</summary>
    /// <param name="settings">Configuration on top of the shipped one, such as <c>VoiceAgent:Agents:demo:Greeting</c>.</param>
    /// <param name="port">Port to listen on; 0 takes a free one.</param>
    public static async Task<VoiceAgentServer> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        int port = 0
    )
    {
        Assert.True(
            File.Exists(Path.Combine(Checkout.Page, "index.html")),
            "The web page is not built: run scripts/dev.sh test, or cd client && npm ci && npm run build."
        );
        var start = new ProcessStartInfo("dotnet", [Checkout.Host, "serve", "--urls", $"http://127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // Published, the page lies beside the program; built, it is where the page's build puts it.
        start.Environment["ASPNETCORE_WEBROOT"] = Checkout.Page;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var server = new VoiceAgentServer(new Process { StartInfo = start });
        try
        {
            server._process.Start();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            server.Url = await server._listening.Task.WaitAsync(Patience);
            return server;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException(
                $"The host did not start:\n{string.Join('\n', server._log)}",
                exception
            );
        }
    }

    /// <summary>Skips the test when the default agent has no ears or no voice here, with the reason the host gives.</summary>
    public async Task RequireSpeechAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var engines = JsonDocument.Parse(await http.GetStringAsync(new Uri("api/engines", UriKind.Relative)));
        foreach (var kind in new[] { "speechToText", "textToSpeech" })
        {
            var missing = engines.RootElement.GetProperty(kind).EnumerateArray().ToArray();
            if (missing.All(engine => !engine.GetProperty("available").GetBoolean()))
            {
                var reasons = missing.Select(engine => engine.GetProperty("reason").GetString());
                Assert.Skip($"The host has no {kind} engine here. {string.Join(' ', reasons)}".TrimEnd());
            }
        }
    }

    /// <summary>Asks it to end, as a service manager does, and waits until it has.</summary>
    public async Task ShutDownAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        _process.Dispose();
        var test = TestContext.Current.TestMethod?.MethodName ?? "unknown";
        await File.WriteAllLinesAsync(Checkout.ResultFile("logs", $"{test}.log"), _log);
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        if (TalkTo().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"Talk to .* at (?<url>http://127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TalkTo();
}
