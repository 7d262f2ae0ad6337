using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VoiceAgent.Architecture;

/// <summary>The public surface of an assembly as text: one line per type and member, sorted, with nullability.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat TypeFormat = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeVariance
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeParameters,
        SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    private static readonly SymbolDisplayFormat MemberFormat = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
    );

    /// <summary>Reads <paramref name="assembly"/>; the others are where its types come from.</summary>
    public static string Describe(MetadataReference assembly, IEnumerable<MetadataReference> others)
    {
        var compilation = CSharpCompilation.Create("api", [], [assembly, .. others]);
        var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(assembly)!;
        var blocks = TypesOf(symbol.GlobalNamespace)
            .Where(IsVisible)
            .OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)
            .Select(Describe);
        return string.Join('\n', blocks);
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .OfType<INamespaceOrTypeSymbol>()
            .SelectMany(member => member is INamedTypeSymbol type ? [type, .. TypesOf(type)] : TypesOf(member));

    private static string Describe(INamedTypeSymbol type)
    {
        var members = type.TypeKind is TypeKind.Delegate ? [] : type.GetMembers().Where(IsListed).Select(Describe);
        var lines = members.Order(StringComparer.Ordinal).Select(member => "    " + member);
        return string.Concat(new[] { Header(type) }.Concat(lines).Select(line => line + "\n"));
    }

    private static string Header(INamedTypeSymbol type)
    {
        var modifier = type switch
        {
            { TypeKind: not TypeKind.Class } => "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        if (type.TypeKind is TypeKind.Delegate)
        {
            return type.ToDisplayString(TypeFormat);
        }

        var parents = new[] { type.BaseType }
            .Where(parent => parent is { SpecialType: SpecialType.None })
            .Concat(type.Interfaces.Where(IsVisible))
            .Select(parent => parent!.ToDisplayString(MemberFormat))
            .Order(StringComparer.Ordinal);
        var list = string.Join(", ", parents);
        return modifier + type.ToDisplayString(TypeFormat) + (list.Length > 0 ? " : " + list : "");
    }

    private static string Describe(ISymbol member) => member.ToDisplayString(MemberFormat);

    /// <summary>What a caller can write: no accessors, nothing the compiler made up for a record.</summary>
    private static bool IsListed(ISymbol member) =>
        member is not INamedTypeSymbol and { IsImplicitlyDeclared: false }
        && IsVisible(member)
        && !IsGenerated(member)
        && member
            is not IMethodSymbol
            {
                MethodKind: not (
                    MethodKind.Ordinary
                    or MethodKind.Constructor
                    or MethodKind.UserDefinedOperator
                    or MethodKind.Conversion
                )
            };

    private static bool IsVisible(ISymbol symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingType)
        {
            if (
                current.DeclaredAccessibility
                is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)
            )
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsGenerated(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "CompilerGeneratedAttribute");
}
