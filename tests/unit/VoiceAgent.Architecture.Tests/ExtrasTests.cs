using System.Xml;

namespace VoiceAgent.Architecture;

/// <summary>
/// Packages in extras/ need what the feed has not, so nothing else may need them; each is built and tested by scripts/dev.sh extras alone.
/// </summary>
public sealed class ExtrasTests
{
    private const string Solution = "extras/VoiceAgent.Extras.sln";

    [Fact]
    public void Every_extra_is_in_their_solution()
    {
        var solution = File.ReadAllText(Repository.FullPath(Solution)).Replace('\\', '/');
        Violation.AssertNone(
            from project in Projects()
            where !solution.Contains($"\"{project["extras/".Length..]}\"", StringComparison.Ordinal)
            select new Violation(project, 1, $"is never built: dotnet sln {Solution} add it")
        );
    }

    [Fact]
    public void Every_extra_says_what_it_is_and_has_tests() =>
        Violation.AssertNone(
            from project in Projects()
            where !IsTest(project)
            let name = Path.GetFileNameWithoutExtension(project)
            from needed in new[] { $"extras/{name}/README.md", $"extras/tests/{name}.Tests/{name}.Tests.csproj" }
            where !Repository.TrackedFiles.Contains(needed)
            select new Violation(project, 1, $"needs {needed}")
        );

    [Fact]
    public void Nothing_needs_an_extra_but_its_tests() =>
        Violation.AssertNone(
            from project in Repository.Projects
            from reference in project.Xml.Descendants("ProjectReference")
            let used = Resolve(project.Path, (string)reference.Attribute("Include")!)
            where !MayUse(project.Path, used)
            select new Violation(
                project.Path,
                ((IXmlLineInfo)reference).LineNumber,
                $"references {used}: an extra may use src/, and its own tests may use it"
            )
        );

    [Theory]
    [InlineData("extras/A/A.csproj", "src/B/B.csproj", true)]
    [InlineData("extras/A/A.csproj", "extras/B/B.csproj", false)]
    [InlineData("extras/A/A.csproj", "tests/common/B/B.csproj", false)]
    [InlineData("extras/tests/A.Tests/A.Tests.csproj", "extras/A/A.csproj", true)]
    [InlineData("extras/tests/A.Tests/A.Tests.csproj", "tests/common/B/B.csproj", true)]
    [InlineData("extras/tests/A.Tests/A.Tests.csproj", "extras/B/B.csproj", false)]
    [InlineData("src/B/B.csproj", "extras/A/A.csproj", false)]
    [InlineData("src/B/B.csproj", "src/C/C.csproj", true)]
    public void The_direction_is_what_the_rule_says(string project, string used, bool allowed) =>
        Assert.Equal(allowed, MayUse(project, used));

    private static IEnumerable<string> Projects() => Repository.Projects.Select(project => project.Path).Where(IsExtra);

    private static bool MayUse(string project, string used) =>
        IsTest(project) ? !IsExtra(used) || project == TestsOf(used)
        : IsExtra(project) ? used.StartsWith("src/", StringComparison.Ordinal)
        : !IsExtra(used);

    private static bool IsExtra(string path) => path.StartsWith("extras/", StringComparison.Ordinal);

    private static bool IsTest(string path) => path.StartsWith("extras/tests/", StringComparison.Ordinal);

    private static string TestsOf(string extra)
    {
        var name = Path.GetFileNameWithoutExtension(extra);
        return $"extras/tests/{name}.Tests/{name}.Tests.csproj";
    }

    private static string Resolve(string project, string reference)
    {
        var folder = Path.GetDirectoryName(Repository.FullPath(project))!;
        var path = Path.GetFullPath(Path.Combine(folder, reference.Replace('\\', '/')));
        return Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
    }
}
