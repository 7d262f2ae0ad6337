using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VoiceAgent.Architecture;

/// <summary>A parsed C# file.</summary>
/// <param name="Path">Relative to the repository, with forward slashes.</param>
/// <param name="Tree">What the compiler makes of it.</param>
internal sealed record SourceFile(string Path, SyntaxTree Tree)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.None);

    public static SourceFile Read(string path) => Parse(path, File.ReadAllText(Repository.FullPath(path)));

    public static SourceFile Parse(string path, string text) =>
        new(path, CSharpSyntaxTree.ParseText(text, Options, path));

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public Violation Violation(SyntaxNodeOrToken at, string message) =>
        new(Path, Tree.GetLineSpan(at.Span).StartLinePosition.Line + 1, message);
}
