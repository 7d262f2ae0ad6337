using System.Text.RegularExpressions;

namespace VoiceAgent.Architecture;

/// <summary>The tree builds anywhere: nothing in it knows the machine or the package mirror it was written on.</summary>
public sealed partial class TrackedFileTests
{
    private const int LargestTextFile = 1_000_000;
    private const int MatchMilliseconds = 1_000;

    [Fact]
    public void No_file_holds_a_machine_path_or_a_registry_host() =>
        Violation.AssertNone(Repository.TrackedFiles.SelectMany(path => Check(path, ReadText(path))));

    [Theory]
    [InlineData("see /ho~me/ann/code", 1)]
    [InlineData("C:\\Us~ers\\ann", 1)]
    [InlineData("\"resolved\": \"htt~ps://x/y.tgz\"", 1)]
    [InlineData("https://registry.npm~js.org/x", 1)]
    [InlineData("GET /homepage and ./home/page", 0)]
    public void A_path_or_a_host_is_found(string text, int violations) =>
        Assert.Equal(violations, Check("a.md", text.Replace("~", "", StringComparison.Ordinal)).Count());

    private static IEnumerable<Violation> Check(string path, string text)
    {
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (MachinePath().IsMatch(lines[line]) || IsHere(lines[line]))
            {
                yield return new(path, line + 1, "a path of somebody's machine: make it relative");
            }

            if (RegistryHost().IsMatch(lines[line]))
            {
                yield return new(
                    path,
                    line + 1,
                    "a registry's address: clients know theirs (npm: omit-lockfile-registry-resolved)"
                );
            }
        }
    }

    /// <summary>Names this very clone; a root such as /src is too common a word to look for.</summary>
    private static bool IsHere(string line) =>
        Repository.Root.Count(letter => letter == '/') > 1 && line.Contains(Repository.Root, StringComparison.Ordinal);

    private static string ReadText(string path)
    {
        var file = new FileInfo(Repository.FullPath(path));
        if (file.Length > LargestTextFile)
        {
            return "";
        }

        var text = File.ReadAllText(file.FullName);
        return text.Contains('\0', StringComparison.Ordinal) ? "" : text;
    }

    [GeneratedRegex(
        @"(?<![\w.~-])/(home|Users|root)/\w|\b[A-Z]:\\Users\\",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        @"""resolved"":\s*""https?://|\b(registry\.npmjs\.org|api\.nuget\.org|deb\.debian\.org|files\.pythonhosted\.org)",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex RegistryHost();
}
