using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Flite.Native;

/// <summary>
/// The loaded library and its voices. Loaded once for the life of the process: the library keeps its voices in global state
/// and has no safe way to give them back. Thread-safe.
/// </summary>
internal sealed class FliteLibrary
{
    private const string InstallCommand = "sudo apt-get install libflite1";
    private static readonly string[] VoiceNames = ["rms", "slt", "kal16"];
    private static readonly Lock Loading = new();
    private static FliteLibrary? s_loaded;
    private static nint s_handle;

    private readonly ConcurrentDictionary<string, nint> _voices = new(StringComparer.Ordinal);
    private readonly string? _folder;

    static FliteLibrary() =>
        NativeLibrary.SetDllImportResolver(
            typeof(FliteLibrary).Assembly,
            (name, _, _) => name == FliteNative.Library ? s_handle : 0
        );

    private FliteLibrary(string? folder)
    {
        _folder = folder;
        SynthesisMethod = NativeLibrary.GetExport(s_handle, "utt_synth");
    }

    /// <summary>Names of the voices that this package knows.</summary>
    internal static IReadOnlyList<string> KnownVoices => VoiceNames;

    /// <summary>Address of <c>utt_synth</c>.</summary>
    internal nint SynthesisMethod { get; }

    /// <summary>Finds and loads the library.</summary>
    /// <param name="folder">Folder to look in first; null for the system's own only.</param>
    /// <param name="availability">Whether it is there.</param>
    internal static FliteLibrary? TryLoad(string? folder, out EngineAvailability availability)
    {
        lock (Loading)
        {
            if (s_loaded is null && TryLoad(Candidates("flite"), folder, out s_handle))
            {
                // Always 0 in version 2.
                _ = FliteNative.Initialize();
                s_loaded = new FliteLibrary(folder);
            }

            availability = s_loaded is null
                ? EngineAvailability.Missing("flite", "libflite (version 2) is not installed.", InstallCommandHere)
                : EngineAvailability.Available("flite");
            return s_loaded;
        }
    }

    /// <summary>The voice of that name, as the library's pointer.</summary>
    /// <exception cref="VoiceAgentException">There is no such voice, or its library is not installed.</exception>
    internal nint Voice(string name)
    {
        if (Array.IndexOf(VoiceNames, name) < 0)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"Flite has no voice of that name here. Use one of: {string.Join(", ", VoiceNames)}."
            );
        }

        lock (Loading)
        {
            return _voices.GetOrAdd(name, Register);
        }
    }

    private static string? InstallCommandHere =>
        OperatingSystem.IsLinux() ? InstallCommand
        : OperatingSystem.IsMacOS() ? "brew install flite"
        : null;

    private static string[] Candidates(string name) =>
        OperatingSystem.IsMacOS() ? [$"lib{name}.1.dylib", $"lib{name}.dylib", $"/opt/homebrew/lib/lib{name}.dylib"]
        : OperatingSystem.IsWindows() ? [$"{name}.dll", $"lib{name}.dll"]
        : [$"lib{name}.so.1", $"lib{name}.so"];

    private static bool TryLoad(string[] names, string? folder, out nint handle)
    {
        foreach (var name in names)
        {
            if (
                (folder is not null && NativeLibrary.TryLoad(Path.Combine(folder, name), out handle))
                || NativeLibrary.TryLoad(
                    name,
                    Assembly.GetExecutingAssembly(),
                    DllImportSearchPath.SafeDirectories,
                    out handle
                )
            )
            {
                return true;
            }
        }

        handle = 0;
        return false;
    }

    private unsafe nint Register(string name)
    {
        if (
            !TryLoad(Candidates($"flite_cmu_us_{name}"), _folder, out var library)
            || !NativeLibrary.TryGetExport(library, $"register_cmu_us_{name}", out var register)
        )
        {
            throw new VoiceAgentException(
                ErrorCodes.EngineMissing,
                $"Flite's voice library libflite_cmu_us_{name} is not installed. Install it with: {InstallCommandHere}"
            );
        }

        return ((delegate* unmanaged[Cdecl]<nint, nint>)register)(0);
    }
}
