namespace VoiceAgent.Architecture;

public sealed class FolderDependencyTests
{
    private const string AudioSource =
        "namespace VoiceAgent.Audio; public static class Pcm { public static int Peak(this string s) => 0; }";

    [Fact]
    public void Folders_of_the_library_use_only_what_the_table_allows() =>
        Violation.AssertNone(FolderDependencyRule.Check(Repository.Sources));

    [Theory]
    [InlineData("using VoiceAgent.Audio;\nnamespace VoiceAgent.Processors;", 1)]
    [InlineData("namespace VoiceAgent.Processors;\nusing Same = VoiceAgent.Audio.Pcm;", 2)]
    [InlineData("namespace VoiceAgent.Processors;\nclass C\n{\n    int P => VoiceAgent.Audio.Pcm.Peak(\"\");\n}", 4)]
    [InlineData("namespace VoiceAgent.Processors;\nclass C\n{\n    int P => Audio.Pcm.Peak(\"\");\n}", 4)]
    public void A_use_the_table_does_not_allow_is_found_however_it_is_written(string text, int line)
    {
        var found = FolderDependencyRule.Check([
            SourceFile.Parse("src/VoiceAgent.Pipeline/Audio/Pcm.cs", AudioSource),
            SourceFile.Parse("src/VoiceAgent.Pipeline/Processors/C.cs", text),
        ]);

        Assert.All(
            found,
            violation =>
            {
                Assert.Equal("src/VoiceAgent.Pipeline/Processors/C.cs", violation.Path);
                Assert.Equal(line, violation.Line);
                Assert.Contains(
                    "Processors may use Frames, Telemetry and Errors",
                    violation.Message,
                    StringComparison.Ordinal
                );
            }
        );
        Assert.NotEmpty(found);
    }

    [Theory]
    [InlineData("Frames")]
    [InlineData("Vad")]
    [InlineData("Sessions")]
    [InlineData("DependencyInjection")]
    public void A_use_the_table_allows_is_accepted(string folder)
    {
        var found = FolderDependencyRule.Check([
            SourceFile.Parse("src/VoiceAgent.Pipeline/Audio/Pcm.cs", AudioSource),
            SourceFile.Parse(
                $"src/VoiceAgent.Pipeline/{folder}/C.cs",
                $"using VoiceAgent.Audio;\nnamespace VoiceAgent.{folder};\nclass C {{ int P => \"\".Peak(); }}"
            ),
        ]);

        Assert.Empty(found);
    }

    [Fact]
    public void A_folder_without_a_row_is_reported()
    {
        var found = FolderDependencyRule.Check([
            SourceFile.Parse("src/VoiceAgent.Pipeline/Misc/C.cs", "namespace VoiceAgent.Misc; class C;"),
        ]);

        Assert.Contains("not in the dependency table", Assert.Single(found).Message, StringComparison.Ordinal);
    }
}
