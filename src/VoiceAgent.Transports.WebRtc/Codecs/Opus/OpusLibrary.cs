using System.Reflection;
using System.Runtime.InteropServices;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>Finds libopus. Loaded once for the life of the process. Thread-safe.</summary>
internal static class OpusLibrary
{
    private const string EngineName = "opus";
    private static readonly Lazy<nint> Handle = new(Load);

    static OpusLibrary() => NativeLibrary.SetDllImportResolver(typeof(OpusLibrary).Assembly, Resolve);

    /// <summary>Whether it is there, and if not, how to install it. Loads it.</summary>
    internal static EngineAvailability Availability =>
        Handle.Value != 0
            ? EngineAvailability.Available(EngineName)
            : EngineAvailability.Missing(EngineName, Reason, InstallCommand);

    private static string Reason =>
        OperatingSystem.IsWindows()
            ? "opus.dll is not found: calls use G.722 or G.711. Put opus.dll beside the application."
            : "libopus is not installed: calls use G.722 or G.711.";

    private static string? InstallCommand =>
        OperatingSystem.IsLinux() ? "sudo apt-get install libopus0"
        : OperatingSystem.IsMacOS() ? "brew install opus"
        : null;

    private static string[] Names =>
        OperatingSystem.IsMacOS()
            ? ["libopus.0.dylib", "/opt/homebrew/lib/libopus.0.dylib", "/usr/local/lib/libopus.0.dylib"]
        : OperatingSystem.IsWindows() ? ["opus.dll", "libopus.dll", "libopus-0.dll"]
        : ["libopus.so.0", "libopus.so"];

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == OpusNative.Library ? Handle.Value : 0;

    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (
                NativeLibrary.TryLoad(
                    name,
                    typeof(OpusLibrary).Assembly,
                    DllImportSearchPath.SafeDirectories,
                    out var handle
                )
            )
            {
                return handle;
            }
        }

        return 0;
    }
}
