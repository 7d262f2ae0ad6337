using System.Diagnostics;
using System.Xml.Linq;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Architecture;

/// <summary>The files of the repository the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<string>> Files = new(ListFiles);
    private static readonly Lazy<IReadOnlyList<SourceFile>> CSharpFiles = new(() =>
        [.. Files.Value.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(SourceFile.Read)]
    );

    /// <summary>Absolute path of the folder with <c>VoiceAgent.sln</c>.</summary>
    public static string Root => RepositoryRoot.Path;

    /// <summary>Every file git knows or would add, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> TrackedFiles => Files.Value;

    /// <summary>Every C# file, parsed once.</summary>
    public static IReadOnlyList<SourceFile> Sources => CSharpFiles.Value;

    /// <summary>Every project file with its content, in a stable order.</summary>
    public static IEnumerable<(string Path, XDocument Xml)> Projects =>
        TrackedFiles
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => (path, XDocument.Load(FullPath(path), LoadOptions.SetLineInfo)));

    /// <summary>Absolute path of a file given relative to the root.</summary>
    public static string FullPath(string path) => Path.Combine(Root, path);

    private static IReadOnlyList<string> ListFiles()
    {
        // Deleted but not yet committed files are still listed by git.
        var files = ListWithGit() ?? ListWithoutGit();
        return [.. files.Where(path => File.Exists(FullPath(path))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string>? ListWithGit()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A source tree without git, such as a container build: all but what builds put there.</summary>
    private static IEnumerable<string> ListWithoutGit() =>
        Directory
            .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path =>
                !path.Split('/')
                    .Any(part => part is "bin" or "obj" or "artifacts" or "node_modules" or "wwwroot" or ".dev")
            );
}
