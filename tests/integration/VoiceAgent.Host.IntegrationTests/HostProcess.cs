using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceAgent.Hosting;

/// <summary>The built host as a process of its own, which a test may kill.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The host has ended."));
        process.EnableRaisingEvents = true;
    }

    /// <summary>Where it listens, over HTTP.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where conversations are held.</summary>
    public Uri Conversations => new UriBuilder(Url) { Scheme = "ws", Path = "/ws/assistant" }.Uri;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="settings">Configuration on top of the shipped one.</param>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "voiceagent.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var host = new HostProcess(new Process { StartInfo = start });
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        host.Url = await host._listening.Task.WaitAsync(Patience);
        return host;
    }

    /// <summary>Skips the test when the default agent has no ears or no voice here.</summary>
    public async Task RequireSpeechAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var engines = JsonDocument.Parse(await http.GetStringAsync(new Uri("api/engines", UriKind.Relative)));
        foreach (var kind in new[] { "speechToText", "textToSpeech" })
        {
            if (
                !engines
                    .RootElement.GetProperty(kind)
                    .EnumerateArray()
                    .Any(e => e.GetProperty("available").GetBoolean())
            )
            {
                Assert.Skip($"The host has no {kind} engine here.");
            }
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is not null && TalkTo().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"Talk to .* at (?<url>http://127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TalkTo();
}
