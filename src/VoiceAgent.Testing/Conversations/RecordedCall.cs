using System.Runtime.CompilerServices;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;

namespace VoiceAgent.Testing.Conversations;

/// <summary>A recorded call as a test: <c>voiceagent replay FILE --test</c> writes one.</summary>
public sealed class RecordedCall
{
    private RecordedCall(SessionRecording recording) => Recording = recording;

    /// <summary>The recording.</summary>
    public SessionRecording Recording { get; }

    /// <summary>Reads a recording that lies beside the test's source.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="source">Set by the compiler.</param>
    public static RecordedCall Beside(string file, [CallerFilePath] string source = "")
    {
        var beside = Path.Combine(Path.GetDirectoryName(source) ?? "", file);
        return Load(File.Exists(beside) ? beside : TestProject.Find(file) ?? beside);
    }

    /// <summary>Reads a recording.</summary>
    /// <param name="path">Path of the file.</param>
    public static RecordedCall Load(string path) => new(SessionRecording.Load(path));

    /// <summary>Replays the call; everything that is done and told, and when, must be as recorded.</summary>
    /// <param name="configure">Changes the recorded options, to see whether the call notices.</param>
    /// <returns>The replay, to look closer.</returns>
    /// <exception cref="ExpectationException">It takes another course; the message shows where first.</exception>
    public ReplayResult ShouldReplay(Func<AgentDefinition, AgentDefinition>? configure = null)
    {
        var agent = Recording.CreateAgent();
        var result = SessionReplay.Run(Recording, configure is null ? agent : configure(agent));
        return result.IsIdentical ? result : throw new ExpectationException($"The call is {result}");
    }
}
