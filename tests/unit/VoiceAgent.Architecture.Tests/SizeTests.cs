namespace VoiceAgent.Architecture;

public sealed class SizeTests
{
    [Fact]
    public void Files_are_short() =>
        Violation.AssertNone(
            Repository
                .TrackedFiles.Where(path =>
                    Path.GetExtension(path) is ".cs" or ".sh" or ".mjs"
                    || (
                        path.StartsWith("client/src/", StringComparison.Ordinal)
                        && Path.GetExtension(path) is ".ts" or ".css"
                    )
                )
                .SelectMany(path => SizeRule.CheckLength(path, File.ReadAllText(Repository.FullPath(path))))
        );

    [Fact]
    public void Methods_are_short_and_constructors_take_few_parameters() =>
        Violation.AssertNone(Repository.Sources.SelectMany(SizeRule.Check));

    [Theory]
    [InlineData(400, 0)]
    [InlineData(401, 1)]
    public void A_long_file_is_found(int lines, int violations) =>
        Assert.Equal(violations, SizeRule.CheckLength("a.cs", string.Concat(Enumerable.Repeat("x\n", lines))).Count());

    [Theory]
    [InlineData(57, 0)]
    [InlineData(58, 1)]
    public void A_long_method_is_found(int statements, int violations)
    {
        var body = string.Concat(Enumerable.Repeat(";\n", statements));
        var source = SourceFile.Parse(
            "a.cs",
            $"class C\n{{\n/// <summary>Not counted.</summary>\nvoid M()\n{{\n{body}}}\n}}"
        );

        Assert.Equal(violations, SizeRule.Check(source).Count());
    }

    [Theory]
    [InlineData("class C { C(int a, int b, int c, int d, int e, int f, int g) { } }", 0)]
    [InlineData("class C { C(int a, int b, int c, int d, int e, int f, int g, int h) { } }", 1)]
    [InlineData("record C(int A, int B, int C, int D, int E, int F, int G, int H);", 1)]
    public void A_constructor_that_takes_too_much_is_found(string text, int violations) =>
        Assert.Equal(violations, SizeRule.Check(SourceFile.Parse("a.cs", text)).Count());
}
