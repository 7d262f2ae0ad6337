namespace VoiceAgent.Providers.Scripted.Demo;

/// <summary>The files of the demo agent, embedded in this assembly.</summary>
internal static class DemoFiles
{
    /// <summary>The agent.</summary>
    public const string Agent = "demo.agent";

    /// <summary>The text of one of the files.</summary>
    public static string Read(string name)
    {
        using var stream =
            typeof(DemoFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
