using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VoiceAgent.Architecture;

public sealed class NamingTests
{
    /// <summary>They say nothing about what a type does.</summary>
    private static readonly string[] Suffixes =
    [
        "Manager",
        "Managers",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Utility",
        "Utilities",
        "Base",
        "Impl",
    ];

    [Fact]
    public void Type_names_say_what_a_type_does() => Violation.AssertNone(Repository.Sources.SelectMany(Check));

    [Theory]
    [InlineData("class SessionManager;", 1)]
    [InlineData("interface IHelper;", 1)]
    [InlineData("record struct AudioUtils;", 1)]
    [InlineData("class Outer { enum ThingImpl { } }", 1)]
    [InlineData("class Database;", 0)]
    public void A_name_that_says_nothing_is_found(string text, int violations) =>
        Assert.Equal(violations, Check(SourceFile.Parse("a.cs", text)).Count());

    private static IEnumerable<Violation> Check(SourceFile source) =>
        from type in source.Tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        from suffix in Suffixes
        where name.EndsWith(suffix, StringComparison.Ordinal)
        select source.Violation(type.Identifier, $"{name}: no '{suffix}' suffix, name the type after what it does");
}
