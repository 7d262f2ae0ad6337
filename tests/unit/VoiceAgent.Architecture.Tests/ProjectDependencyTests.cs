using System.Xml;
using System.Xml.Linq;

namespace VoiceAgent.Architecture;

/// <summary>Host → Transports.*, Providers.* → Pipeline; a package never drags in another vendor's.</summary>
public sealed class ProjectDependencyTests
{
    private const string Library = "VoiceAgent.Pipeline";
    private const string Vendors = "VoiceAgent.Vendors";

    [Fact]
    public void Projects_depend_in_one_direction() =>
        Violation.AssertNone(
            from project in Repository.Projects
            where project.Path.StartsWith("src/", StringComparison.Ordinal)
            from reference in project.Xml.Descendants("ProjectReference")
            let used = NameOf(((string?)reference.Attribute("Include"))!.Replace('\\', '/'))
            where !MayUse(NameOf(project.Path), used)
            select new Violation(
                project.Path,
                LineOf(reference),
                $"references {used}; the direction is Host → Transports.*, Providers.* → Pipeline: put what is shared into {Library}"
            )
        );

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.FullPath("VoiceAgent.sln")).Replace('\\', '/');
        Violation.AssertNone(
            from project in Repository.Projects
            where !project.Path.StartsWith("extras/", StringComparison.Ordinal)
            where !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select new Violation(project.Path, 1, "is never built: dotnet sln add it")
        );
    }

    [Theory]
    [InlineData(Library, "VoiceAgent.Providers.Silero", false)]
    [InlineData("VoiceAgent.Providers.Silero", Library, true)]
    [InlineData("VoiceAgent.Providers.Silero", "VoiceAgent.Providers.Flite", false)]
    [InlineData("VoiceAgent.Providers.Silero", "VoiceAgent.Transports.WebSocket", false)]
    [InlineData("VoiceAgent.Transports.WebRtc", "VoiceAgent.Transports.WebSocket", true)]
    [InlineData("VoiceAgent.Transports.WebSocket", "VoiceAgent.Transports.WebRtc", false)]
    [InlineData("VoiceAgent.Providers.Deepgram", Vendors, true)]
    [InlineData("VoiceAgent.Transports.WebSocket", Vendors, false)]
    [InlineData("VoiceAgent.Testing", Library, true)]
    [InlineData("VoiceAgent.Host", "VoiceAgent.Providers.Silero", true)]
    [InlineData("VoiceAgent.Host", "VoiceAgent.Testing", false)]
    public void The_direction_is_what_the_architecture_says(string project, string used, bool allowed) =>
        Assert.Equal(allowed, MayUse(project, used));

    private static bool MayUse(string project, string used) =>
        project switch
        {
            Library => false,
            "VoiceAgent.Host" => used is not ("VoiceAgent.Testing" or "VoiceAgent.Host"),
            // Protocols, limits and coming back are the same on both (docs/decisions/0011).
            "VoiceAgent.Transports.WebRtc" => used is Library or "VoiceAgent.Transports.WebSocket",
            _ when project.StartsWith("VoiceAgent.Providers.", StringComparison.Ordinal) => used is Library or Vendors,
            _ => used is Library,
        };

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
