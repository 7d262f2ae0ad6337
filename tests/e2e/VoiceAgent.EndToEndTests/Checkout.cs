using VoiceAgent.Tests.Common;

namespace VoiceAgent.EndToEnd;

/// <summary>Where things lie in the checkout the tests were built in.</summary>
internal static class Checkout
{
    /// <summary>The folder with <c>VoiceAgent.sln</c>.</summary>
    public static string Root => RepositoryRoot.Path;

    /// <summary>The built web page.</summary>
    public static string Page { get; } = Path.Combine(Root, "src", "VoiceAgent.Host", "wwwroot");

    /// <summary>The built host, of the same configuration as the tests.</summary>
    public static string Host { get; } =
        Path.Combine(Root, "src", "VoiceAgent.Host", "bin", Configuration, "net10.0", "voiceagent.dll");

    /// <summary>What the tests leave to be looked at; git ignores it.</summary>
    public static string Results { get; } =
        Path.Combine(Root, "tests", "e2e", "VoiceAgent.EndToEndTests", "TestResults");

    /// <summary>A file of the results, in a folder that exists.</summary>
    public static string ResultFile(string folder, string name)
    {
        var path = Path.Combine(Results, folder);
        Directory.CreateDirectory(path);
        return Path.Combine(path, name);
    }

    private static string Configuration =>
        Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;
}
