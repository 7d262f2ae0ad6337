using Microsoft.CodeAnalysis;

namespace VoiceAgent.Architecture;

/// <summary>The assemblies the tests themselves run on: the framework, the packages and the projects.</summary>
internal static class Platform
{
    /// <summary>As references for a compilation; the projects' own assemblies are left out.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("VoiceAgent.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The built assembly of a project of the solution, copied beside the tests.</summary>
    public static MetadataReference Assembly(string project) =>
        MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
}
