namespace VoiceAgent.Testing;

/// <summary>The project of the tests that run: its folder is found from theirs, since compilers may hide where sources lie.</summary>
internal static class TestProject
{
    /// <summary>The folder with the project file; that of the tests when there is none above it.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>A file of the project by its name; null when there is none.</summary>
    public static string? Find(string file) =>
        Directory
            .EnumerateFiles(Folder, file, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(path => !path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal));

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.csproj").Any())
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
