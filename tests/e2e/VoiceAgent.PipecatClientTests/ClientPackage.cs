using System.Diagnostics;
using System.Text.Json;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.PipecatClients;

/// <summary>The published client: its npm packages, and a process of Node that runs it.</summary>
internal static class ClientPackage
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Folder of the npm package.</summary>
    public static string Folder { get; } = RepositoryRoot.File("tests/clients/pipecat");

    /// <summary>The built page of the browser tests.</summary>
    public static string Page { get; } = Path.Combine(Folder, "dist");

    /// <summary>Runs a scenario in Node; skips the test where Node or the packages are missing.</summary>
    public static async Task<Story> RunAsync(string scenario, object options)
    {
        var version = await NodeVersionAsync();
        Assert.SkipWhen(version < 20, "Node.js 20 or newer is not installed.");
        RequirePackages();
        var output = Path.GetTempFileName();
        try
        {
            var arguments = JsonSerializer.SerializeToNode(options)!.AsObject();
            arguments["scenario"] = scenario;
            arguments["output"] = output;
            // Older ones have the WebSocket of browsers behind a switch.
            string[] switches = version < 22 ? ["--experimental-websocket"] : [];
            var (_, log) = await RunAsync([
                .. switches,
                Path.Combine(Folder, "src", "node.js"),
                arguments.ToJsonString(),
            ]);
            return Story.Read(await File.ReadAllTextAsync(output), log);
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>Skips the test where the packages are missing.</summary>
    public static void RequirePackages() =>
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "@pipecat-ai")),
            "The npm packages of tests/clients/pipecat are not installed: run scripts/dev.sh setup --test."
        );

    private static async Task<int> NodeVersionAsync()
    {
        try
        {
            var (_, version) = await RunAsync(["--version"]);
            return int.Parse(version.TrimStart('v').Split('.')[0]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
