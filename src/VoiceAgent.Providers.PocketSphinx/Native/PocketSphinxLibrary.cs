using System.Reflection;
using System.Runtime.InteropServices;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>
/// Finds and loads the library, of either generation, once for the life of the process; silences its log. Thread-safe.
/// </summary>
internal static class PocketSphinxLibrary
{
    internal const string EngineName = "pocketsphinx";

    private static readonly Lock Loading = new();
    private static IPocketSphinxAbi? s_abi;
    private static nint s_library;
    private static nint s_baseLibrary;

    static PocketSphinxLibrary() =>
        NativeLibrary.SetDllImportResolver(
            typeof(PocketSphinxLibrary).Assembly,
            (name, _, _) =>
                name switch
                {
                    PocketSphinxNative.Library => s_library,
                    PocketSphinxNative.BaseLibrary => s_baseLibrary,
                    _ => 0,
                }
        );

    /// <summary>The command that installs what is missing here, where there is one.</summary>
    private static string? InstallCommand =>
        OperatingSystem.IsLinux() ? "sudo apt-get install libpocketsphinx3 pocketsphinx-en-us"
        : OperatingSystem.IsMacOS() ? "brew install cmu-pocketsphinx"
        : null;

    /// <summary>Loads the library.</summary>
    /// <param name="folder">Folder to look in first; null for the system's own only.</param>
    /// <exception cref="VoiceAgentException">It is not installed: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    internal static IPocketSphinxAbi Load(string? folder)
    {
        lock (Loading)
        {
            if (s_abi is null)
            {
                s_abi =
                    TryLoad5(folder) as IPocketSphinxAbi
                    ?? TryLoad3(folder)
                    ?? throw new VoiceAgentException(ErrorCodes.EngineMissing, Missing().ToString());
                PocketSphinxNative.SetLog(0);
            }

            return s_abi;
        }
    }

    /// <summary>What to say when the library or, by another reason, its model is not there.</summary>
    internal static EngineAvailability Missing(string reason = "libpocketsphinx (version 3 or 5) is not installed.") =>
        EngineAvailability.Missing(EngineName, reason, InstallCommand);

    private static PocketSphinxAbi5? TryLoad5(string? folder)
    {
        foreach (var name in Names("pocketsphinx", 5))
        {
            if (TryOpen(name, folder, out s_library))
            {
                if (NativeLibrary.TryGetExport(s_library, "ps_config_init", out _))
                {
                    s_baseLibrary = s_library;
                    return new PocketSphinxAbi5();
                }

                // A name without a version that turned out to be the other generation.
                NativeLibrary.Free(s_library);
            }
        }

        return null;
    }

    private static PocketSphinxAbi3? TryLoad3(string? folder) =>
        Names("pocketsphinx", 3).Any(name => TryOpen(name, folder, out s_library))
        && Names("sphinxbase", 3).Any(name => TryOpen(name, folder, out s_baseLibrary))
        && NativeLibrary.TryGetExport(s_baseLibrary, "cmd_ln_parse_r", out _)
            ? new PocketSphinxAbi3()
            : null;

    private static string[] Names(string library, int version) =>
        OperatingSystem.IsMacOS()
            ?
            [
                $"lib{library}.{version}.dylib",
                $"lib{library}.dylib",
                $"/opt/homebrew/lib/lib{library}.{version}.dylib",
                $"/opt/homebrew/lib/lib{library}.dylib",
            ]
        : OperatingSystem.IsWindows() ? [$"{library}.dll", $"lib{library}.dll"]
        : [$"lib{library}.so.{version}", $"lib{library}.so"];

    private static bool TryOpen(string name, string? folder, out nint handle) =>
        (folder is not null && NativeLibrary.TryLoad(Path.Combine(folder, name), out handle))
        || NativeLibrary.TryLoad(
            name,
            Assembly.GetExecutingAssembly(),
            DllImportSearchPath.SafeDirectories,
            out handle
        );
}
