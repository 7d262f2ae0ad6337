using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VoiceAgent.Architecture;

/// <summary>
/// eng/BannedSymbols.txt makes the compiler refuse wall clocks and hidden randomness. What is left to check here is that
/// nobody asks it to look away.
/// </summary>
public sealed class ClockTests
{
    private const string Advice =
        "no clock but TimeProvider, no randomness but an injected one; eng/BannedSymbols.txt names the overload to use";

    [Fact]
    public void No_source_file_switches_the_ban_on_clocks_off() =>
        Violation.AssertNone(Repository.Sources.Where(IsProduct).SelectMany(Check));

    [Fact]
    public void No_project_switches_the_ban_on_clocks_off() =>
        Violation.AssertNone(
            from path in Repository.TrackedFiles
            where
                Path.GetExtension(path) is ".csproj" or ".props" or ".targets"
                || Path.GetFileName(path) is ".editorconfig"
            let lines = File.ReadAllLines(Repository.FullPath(path))
            from line in Enumerable.Range(0, lines.Length)
            where IsBannedApiRule(lines[line])
            select new Violation(path, line + 1, Advice)
        );

    [Theory]
    [InlineData("#pragma warning disable RS0030 // why\nclass C;", 1)]
    [InlineData("#pragma warning disable CA1031, RS0030\nclass C;", 1)]
    [InlineData("[SuppressMessage(\"ApiDesign\", \"RS0030:Banned\")] class C;", 1)]
    [InlineData("#pragma warning disable CA1031\nclass C;", 0)]
    [InlineData("// RS0030 is the ban\nclass C;", 0)]
    public void A_switched_off_ban_is_found(string text, int violations) =>
        Assert.Equal(violations, Check(SourceFile.Parse("src/a.cs", text)).Count());

    private static bool IsProduct(SourceFile source) =>
        source.IsUnder("src") || (source.IsUnder("extras") && !source.IsUnder("extras/tests"));

    private static IEnumerable<Violation> Check(SourceFile source) =>
        from token in source.Tree.GetRoot().DescendantTokens(descendIntoTrivia: true)
        where token.Kind() is SyntaxKind.IdentifierToken or SyntaxKind.StringLiteralToken
        where IsBannedApiRule(token.Text)
        select source.Violation(token, Advice);

    private static bool IsBannedApiRule(string text) => text.Contains("RS0030", StringComparison.Ordinal);
}
