using System.Reflection;
using System.Xml.Linq;

namespace VoiceAgent.Hosting.Reference;

/// <summary>What the sources say of their members, as one line of Markdown.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocs(params IEnumerable<Assembly> assemblies) =>
        _members = assemblies
            .Select(assembly => Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"))
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The summary of a type, field or property.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public string SummaryOf(MemberInfo member)
    {
        var id = member switch
        {
            Type type => $"T:{type.FullName}",
            FieldInfo => $"F:{member.DeclaringType!.FullName}.{member.Name}",
            _ => $"P:{member.DeclaringType!.FullName}.{member.Name}",
        };
        return _members.TryGetValue(id, out var docs) && docs.Element("summary") is { } summary
            ? InOneLine(string.Concat(summary.Nodes().Select(ToMarkdown)))
            : throw new InvalidOperationException($"{id} has no summary.");
    }

    private static string ToMarkdown(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" or "paramref" } reference => $"`{NameOf(reference)}`",
            XElement other => string.Concat(other.Nodes().Select(ToMarkdown)),
            _ => "",
        };

    private static string NameOf(XElement reference)
    {
        var name = reference.Attributes().First().Value;
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private static string InOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("|", "\\|", StringComparison.Ordinal);
}
