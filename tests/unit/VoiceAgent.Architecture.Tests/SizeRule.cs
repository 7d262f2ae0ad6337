using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VoiceAgent.Architecture;

/// <summary>Files, methods and constructors a reader can hold in mind.</summary>
internal static class SizeRule
{
    private const int FileLines = 400;
    private const int MethodLines = 60;
    private const int ConstructorParameters = 7;

    public static IEnumerable<Violation> CheckLength(string path, string text)
    {
        var lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > FileLines)
        {
            yield return new(path, lines, $"{lines} lines, at most {FileLines}: split it, one concept per file");
        }
    }

    public static IEnumerable<Violation> Check(SourceFile source)
    {
        foreach (var node in source.Tree.GetRoot().DescendantNodes())
        {
            if (node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            {
                var span = source.Tree.GetLineSpan(node.Span);
                var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (lines > MethodLines)
                {
                    yield return source.Violation(
                        node,
                        $"{lines} lines, at most {MethodLines} for a method: give its parts names"
                    );
                }
            }

            var parameters = node switch
            {
                ConstructorDeclarationSyntax constructor => constructor.ParameterList,
                TypeDeclarationSyntax type => type.ParameterList,
                _ => null,
            };
            if (parameters?.Parameters.Count > ConstructorParameters)
            {
                yield return source.Violation(
                    parameters,
                    $"{parameters.Parameters.Count} constructor parameters, at most {ConstructorParameters}: group what belongs together, or split the type"
                );
            }
        }
    }
}
