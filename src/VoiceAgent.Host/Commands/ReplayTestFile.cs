using System.Globalization;

namespace VoiceAgent.Hosting.Commands;

/// <summary>Writes a test that replays a recording, and the recording beside it.</summary>
internal static class ReplayTestFile
{
    public static void Write(FileInfo test, FileInfo recording)
    {
        Directory.CreateDirectory(test.DirectoryName!);
        var beside = Path.Combine(test.DirectoryName!, recording.Name);
        if (!Path.GetFullPath(beside).Equals(recording.FullName, StringComparison.Ordinal))
        {
            File.Copy(recording.FullName, beside, overwrite: true);
        }

        File.WriteAllText(test.FullName, Code(ClassName(test), recording.Name));
    }

    private static string Code(string name, string recording) =>
        $$"""
            using VoiceAgent.Testing.Conversations;
            using Xunit;

            public sealed class {{name}}
            {
                /// <summary>The recorded call takes the same course; change an option with RecordedCall.ShouldReplay(agent => …).</summary>
                [Fact]
                public void The_recorded_call_takes_the_same_course() =>
                    RecordedCall.Beside("{{recording}}").ShouldReplay();
            }

            """;

    private static string ClassName(FileInfo test)
    {
        var letters = Path.GetFileNameWithoutExtension(test.Name).Where(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        var name = string.Concat(letters);
        return name.Length > 0 && !char.IsAsciiDigit(name[0])
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"Recorded{name}");
    }
}
