using System.Diagnostics;

namespace VoiceAgent.WebRtc;

/// <summary>Programs of others that tests talk to.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, -1 when there is no such program, and all it wrote.</returns>
    public static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        Process? started;
        try
        {
            started = Start(program, arguments);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }

        using var process = started;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            Stop(process);
        }
    }

    /// <summary>Starts a program that can be talked to.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    /// <summary>Ends it, if it has not.</summary>
    public static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
