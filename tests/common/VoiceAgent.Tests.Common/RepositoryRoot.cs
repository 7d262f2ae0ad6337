namespace VoiceAgent.Tests.Common;

/// <summary>The checkout the tests were built in.</summary>
public static class RepositoryRoot
{
    /// <summary>Absolute path of the folder with <c>VoiceAgent.sln</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>Absolute path of a file given relative to the root.</summary>
    public static string File(string path) => System.IO.Path.Combine(Path, path);

    private static string Find()
    {
        for (
            var folder = AppContext.BaseDirectory;
            folder is not null;
            folder = System.IO.Path.GetDirectoryName(folder)
        )
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder, "VoiceAgent.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds VoiceAgent.sln.");
    }
}
