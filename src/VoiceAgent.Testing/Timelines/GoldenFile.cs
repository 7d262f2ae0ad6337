namespace VoiceAgent.Testing.Timelines;

/// <summary>A file beside the tests that holds what is right.</summary>
internal sealed class GoldenFile(string path)
{
    private readonly string _path = Path.Combine(TestProject.Folder, path);

    public static bool IsAccepting => Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") == "1";

    public string Read() =>
        File.Exists(_path)
            ? File.ReadAllText(_path)
            : throw new ExpectationException(
                $"There is no golden file {_path}. Run the test with VOICEAGENT_ACCEPT=1 to write it, then look at it."
            );

    public void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path, text);
    }
}
