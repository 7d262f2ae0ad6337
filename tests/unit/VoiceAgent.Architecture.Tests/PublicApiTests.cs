using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VoiceAgent.Architecture;

/// <summary>
/// The public surface of every package is a committed file, so that no change of it slips through a review. Run with
/// VOICEAGENT_ACCEPT=1 to write the files anew.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages() =>
        [
            .. Repository
                .Projects.Where(project => IsPackable(project.Path))
                .Select(project => Path.GetFileNameWithoutExtension(project.Path)),
        ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_is_what_its_file_says(string package)
    {
        var path = $"src/{package}/PublicApi.txt";
        var file = Repository.FullPath(path);
        var others = Packages().Where(other => other != package).Select(other => Platform.Assembly(other));
        var actual = PublicApi.Describe(Platform.Assembly(package), [.. Platform.References, .. others]);

        if (Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") is "1")
        {
            File.WriteAllText(file, actual);
        }

        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(
            actual == committed,
            $"{path} is out of date: if the change is meant, run ./scripts/dev.sh test --accept and commit it.\n"
                + Difference(committed, actual)
        );
    }

    [Fact]
    public void A_description_shows_what_callers_see()
    {
        var source = SourceFile.Parse(
            "a.cs",
            """
            #nullable enable
            using System.Collections.Generic;
            namespace N;
            public interface IThing { string? Name { get; } }
            public sealed record Thing(string? Name, int Size = 3) : IThing
            {
                public const int Most = 5;
                internal int Hidden;
                public static List<T?> All<T>(T? first = null) where T : class => [first];
            }
            public class Open
            {
                protected internal virtual void Seen(ref int x) { }
                private protected void Unseen() { }
            }
            public enum Colour { Red = 4 }
            public delegate bool Choice(in Colour colour);
            internal class Gone;
            """
        );
        var compilation = CSharpCompilation.Create(
            "sample",
            [source.Tree],
            Platform.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using var assembly = new MemoryStream();
        Assert.True(compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Success);

        Assert.Equal(
            """
            delegate bool N.Choice(in N.Colour colour)

            enum N.Colour
                Red = 4

            interface N.IThing
                string? Name { get; }

            class N.Open
                protected internal virtual void Seen(ref int x)
                public Open()

            sealed record N.Thing : IEquatable<Thing>, IThing
                public Thing(string? Name, int Size = 3)
                public const int Most = 5
                public int Size { get; init; }
                public static List<T?> All<T>(T? first = null) where T : class
                public string? Name { get; init; }

            """,
            PublicApi.Describe(MetadataReference.CreateFromImage(assembly.ToArray()), Platform.References)
        );
    }

    private static bool IsPackable(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal)
        && !path.StartsWith("src/VoiceAgent.Host/", StringComparison.Ordinal);

    private static string Difference(string before, string after)
    {
        var old = before.Split('\n');
        var now = after.Split('\n');
        return string.Join(
            '\n',
            now.Except(old, StringComparer.Ordinal)
                .Select(line => "+ " + line)
                .Concat(old.Except(now, StringComparer.Ordinal).Select(line => "- " + line))
        );
    }
}
