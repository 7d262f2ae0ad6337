using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Samples;

/// <summary>A sample as a program of its own, on a free port of this machine.</summary>
internal sealed partial class SampleServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The sample has ended."));
        process.EnableRaisingEvents = true;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts a sample and waits until it listens.</summary>
    public static async Task<SampleServer> StartAsync(string sample, params string[] arguments)
    {
        var server = new SampleServer(Program(sample, ["--urls", "http://127.0.0.1:0", .. arguments]));
        server._process.Start();
        server._process.BeginOutputReadLine();
        await server._listening.Task.WaitAsync(Patience, Cancelled);
        return server;
    }

    /// <summary>Runs a sample to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string sample, params string[] arguments)
    {
        using var process = Program(sample, arguments);
        process.Start();
        var output = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled).WaitAsync(Patience, Cancelled);
        return (process.ExitCode, output);
    }

    /// <summary>Types one thing and waits for its answer.</summary>
    /// <returns>The words of the answer, and how much of it was sent as audio.</returns>
    public async Task<(string Text, int Samples)> AskAsync(string text)
    {
        var http = await _listening.Task;
        var address = new UriBuilder(http) { Scheme = "ws", Path = "/ws/assistant" }.Uri;
        await using var client = await AssistantClient.ConnectAsync(address, cancellationToken: Cancelled);
        var (said, samples, hasTurn) = (new StringBuilder(), 0, false);
        await client.SendTextAsync(text, Cancelled);
        await foreach (var message in client.ReadAllAsync(Cancelled))
        {
            hasTurn |= message is ServerTurn;
            if (hasTurn && message is ServerResponse response)
            {
                said.Append(response.Text);
            }
            else if (hasTurn && message is ServerAudio audio)
            {
                samples += audio.Pcm.Length / sizeof(short);
            }
            else if (said.Length > 0 && message is ServerState { State: "listening" })
            {
                await client.EndAsync(Cancelled);
            }
        }

        return (said.ToString(), samples);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static Process Program(string sample, string[] arguments)
    {
        // bin/Release/net10.0 of the tests and of the sample.
        var built = Path.GetRelativePath(
            RepositoryRoot.File("tests/integration/VoiceAgent.Samples.IntegrationTests"),
            AppContext.BaseDirectory
        );
        var name = sample[(sample.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var program = Directory
            .GetFiles(RepositoryRoot.File(Path.Combine("samples", sample, built)), "*.runtimeconfig.json")
            .Select(file => file.Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal))
            .Single();
        Assert.True(File.Exists(program), $"The sample {name} is not built.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new Process { StartInfo = start };
    }

    private void OnLine(string? line)
    {
        if (line is not null && ListeningOn().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListeningOn();
}
