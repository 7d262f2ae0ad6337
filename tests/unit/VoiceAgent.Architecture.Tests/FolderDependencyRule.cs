using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VoiceAgent.Architecture;

/// <summary>
/// Holds the folders of the library to <see cref="FolderTable"/>. The sources are compiled in memory, so a use is found
/// however it is written: a using, a qualified name, an extension method.
/// </summary>
internal static class FolderDependencyRule
{
    private const string Library = "src/VoiceAgent.Pipeline";

    /// <summary>What the project file's ImplicitUsings adds.</summary>
    private static readonly SourceFile ImplicitUsings = SourceFile.Parse(
        "ImplicitUsings.cs",
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """
    );

    /// <summary>Every use in <paramref name="sources"/> the table does not allow.</summary>
    public static IEnumerable<Violation> Check(IEnumerable<SourceFile> sources)
    {
        var files = sources.Where(source => source.IsUnder(Library)).ToList();
        var compilation = CSharpCompilation.Create(
            "architecture",
            [ImplicitUsings.Tree, .. files.Select(file => file.Tree)],
            Platform.References
        );
        return files.SelectMany(file =>
            Check(file, compilation.GetSemanticModel(file.Tree)).DistinctBy(violation => violation.Line)
        );
    }

    private static IEnumerable<Violation> Check(SourceFile file, SemanticModel model)
    {
        var folder = FolderOf(file);
        if (folder is null)
        {
            yield break;
        }

        if (!FolderTable.Knows(folder))
        {
            yield return new(
                file.Path,
                1,
                $"folder {folder} is not in the dependency table: add a row to FolderTable.cs"
            );
            yield break;
        }

        foreach (var name in file.Tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            // `var` names nothing: what it stands for came from something that is named.
            if (name is IdentifierNameSyntax { IsVar: true } || FolderOf(SymbolOf(model, name)) is not { } used)
            {
                continue;
            }

            if (!FolderTable.Allows(folder, used))
            {
                yield return file.Violation(
                    name,
                    $"{folder} uses {used} ({name.Identifier.Text}); {FolderTable.Describe(folder)}: move the type, or turn the dependency round"
                );
            }
        }
    }

    private static ISymbol? SymbolOf(SemanticModel model, SimpleNameSyntax name)
    {
        var info = model.GetSymbolInfo(name);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
    }

    /// <summary><c>src/VoiceAgent.Pipeline/Stt/X.cs</c> is in <c>Stt</c>; files of the root belong to no folder.</summary>
    private static string? FolderOf(SourceFile file) => file.Path.Split('/') is { Length: > 3 } parts ? parts[2] : null;

    /// <summary>Where what a name stands for is declared; null when that is not the library.</summary>
    private static string? FolderOf(ISymbol? symbol)
    {
        var path = symbol is INamespaceSymbol { IsGlobalNamespace: true }
            ? null
            : symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath;
        if (path is null || !path.StartsWith(Library + "/", StringComparison.Ordinal))
        {
            return null;
        }

        // A namespace is declared wherever its files are: VoiceAgent itself in every folder, VoiceAgent.Stt in one.
        var fullName =
            symbol is INamespaceSymbol ? symbol.ToDisplayString() : symbol!.ContainingNamespace.ToDisplayString();
        return fullName.Split('.') is ["VoiceAgent", var folder, ..] ? folder : null;
    }
}
