using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VoiceAgent.Architecture;

/// <summary>What is in the tree is finished: no stubs, no notes to self, no tests switched off.</summary>
public sealed class FinishedTests
{
    // In pieces, so that this file is not one of its own finds.
    private const string Stub = "NotImplemented" + "Exception";
    private static readonly string[] Notes = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];

    [Fact]
    public void Nothing_is_left_for_later() => Violation.AssertNone(Repository.Sources.SelectMany(Check));

    [Theory]
    [InlineData("class C { void M() => throw new NotImplemented~Exception(); }", 1)]
    [InlineData("// TO~DO: more\nclass C;", 1)]
    [InlineData("/// <summary>FIX~ME</summary>\nclass C;", 1)]
    [InlineData("class C { [Fact(Sk~ip = \"later\")] void M() { } }", 1)]
    [InlineData("// Done.\nclass C { [Fact] void M() => Assert.Skip(\"no library\"); }", 0)]
    public void Something_unfinished_is_found(string text, int violations) =>
        Assert.Equal(
            violations,
            Check(SourceFile.Parse("a.cs", text.Replace("~", "", StringComparison.Ordinal))).Count()
        );

    private static IEnumerable<Violation> Check(SourceFile source)
    {
        var root = source.Tree.GetRoot();
        var notes =
            from trivia in root.DescendantTrivia()
            where !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)
            let text = trivia.ToFullString()
            where Array.Exists(Notes, note => text.Contains(note, StringComparison.Ordinal))
            select source.Violation(trivia.Token, "a note to self: do it, or say it where it is tracked");
        var stubs =
            from name in root.DescendantNodes().OfType<IdentifierNameSyntax>()
            where name.Identifier.Text is Stub
            select source.Violation(name, "a stub: finish it or leave it out");
        var skips =
            from argument in root.DescendantNodes().OfType<AttributeArgumentSyntax>()
            where argument.NameEquals?.Name.Identifier.Text is "Skip"
            select source.Violation(
                argument,
                "a test switched off: mend it, or skip it where it runs with Assert.Skip and the reason"
            );
        return notes.Concat(stubs).Concat(skips);
    }
}
