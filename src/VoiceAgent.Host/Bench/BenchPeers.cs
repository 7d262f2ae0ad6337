using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using VoiceAgent.Hosting.Commands;

namespace VoiceAgent.Hosting.Bench;

/// <summary>The clients of a bench in a process of their own: their work, and their side of the kernel's, is not the server's.</summary>
internal sealed class BenchPeers : IDisposable
{
    private readonly Process _process;

    private BenchPeers(Process process) => _process = process;

    /// <summary>Starts them.</summary>
    /// <param name="kind">What they speak.</param>
    /// <param name="port">Port of the server on loopback.</param>
    /// <param name="sessions">How many they are.</param>
    public static BenchPeers Start(string kind, int port, int sessions)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Started as `dotnet voiceagent.dll`, the program is dotnet.
        if (Path.GetFileNameWithoutExtension(program) is "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        start.ArgumentList.Add(BenchPeersCommand.Name);
        start.ArgumentList.Add(kind);
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(sessions.ToString(CultureInfo.InvariantCulture));
        return new BenchPeers(Process.Start(start)!);
    }

    /// <summary>The next line they say.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException("The peers of the bench ended; their reason is above.");

    /// <summary>Tells them a line.</summary>
    public Task WriteAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Tells them that it is over.</summary>
    public void EndInput() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
