using System.Xml;
using System.Xml.Linq;

namespace VoiceAgent.Architecture;

/// <summary>
/// The solution restores from a feed that holds only part of the public one. Projects that need more live in extras/.
/// </summary>
public sealed class PackageTests
{
    /// <summary>Tried, and not there in a usable version. A name ending in a dot stands for all that begin with it.</summary>
    private static readonly string[] NotInTheFeed =
    [
        "SIPSorcery",
        "Microsoft.ML.",
        "ElevenLabs-DotNet",
        "Concentus",
        "BouncyCastle.",
        "Portable.BouncyCastle",
        "DnsClient",
        "Whisper.net",
        "org.k2fsa.",
        "Vosk",
        "NAudio",
        "Microsoft.Extensions.AI",
        "Microsoft.Extensions.AI.OpenAI",
        "OllamaSharp",
        "StackExchange.Redis",
        "Microsoft.AspNetCore.Authentication.JwtBearer",
        "OpenTelemetry.Extensions.Hosting",
        "OpenTelemetry.Instrumentation.",
        "OpenTelemetry.Exporter.Prometheus.",
        "Microsoft.Extensions.TimeProvider.Testing",
        "Microsoft.Extensions.Http.Resilience",
        "Polly.Extensions",
        "Scalar.",
        "Testcontainers",
        "WireMock.Net",
        "Yarp.",
        "Microsoft.Orleans.",
        "Microsoft.AspNetCore.SignalR.StackExchangeRedis",
        "NetArchTest.",
        "Microsoft.CodeAnalysis.PublicApiAnalyzers",
        "SQLitePCLRaw.lib.e_sqlite3",
    ];

    [Fact]
    public void The_solution_needs_only_packages_the_feed_has() =>
        Violation.AssertNone(
            from file in PackageFiles()
            from element in file.Xml.Descendants().Where(IsPackage)
            let name = (string?)element.Attribute("Include") ?? ""
            where !IsInTheFeed(name)
            select new Violation(
                file.Path,
                LineOf(element),
                $"{name} is not in the build machines' feed: its project belongs in extras/"
            )
        );

    [Fact]
    public void Versions_are_central() =>
        Violation.AssertNone(
            from project in Repository.Projects
            from element in project.Xml.Descendants("PackageReference")
            where element.Attribute("Version") is not null || element.Attribute("VersionOverride") is not null
            select new Violation(project.Path, LineOf(element), "a version belongs in Directory.Packages.props")
        );

    [Theory]
    [InlineData("Microsoft.Extensions.AI", false)]
    [InlineData("Microsoft.Extensions.AI.Abstractions", true)]
    [InlineData("Microsoft.ML.OnnxRuntime", false)]
    [InlineData("NSubstitute", true)]
    public void The_list_knows_names_and_families(string name, bool expected) =>
        Assert.Equal(expected, IsInTheFeed(name));

    private static IEnumerable<(string Path, XDocument Xml)> PackageFiles() =>
        Repository
            .TrackedFiles.Where(path => Path.GetExtension(path) is ".csproj" or ".props" or ".targets")
            .Where(path => !path.StartsWith("extras/", StringComparison.Ordinal))
            .Select(path => (path, XDocument.Load(Repository.FullPath(path), LoadOptions.SetLineInfo)));

    private static bool IsPackage(XElement element) => element.Name.LocalName is "PackageReference" or "PackageVersion";

    private static bool IsInTheFeed(string name) =>
        !NotInTheFeed.Any(missing =>
            missing.EndsWith('.')
                ? name.StartsWith(missing, StringComparison.OrdinalIgnoreCase)
                : name.Equals(missing, StringComparison.OrdinalIgnoreCase)
        );

    private static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
