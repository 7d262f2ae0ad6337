using VoiceAgent.Errors;
using VoiceAgent.Sessions;

namespace VoiceAgent.Recording;

/// <summary>A recorded session, read from a file. Immutable.</summary>
public sealed class SessionRecording
{
    private SessionRecording(byte version, IReadOnlyList<Record> records, bool isWhole)
    {
        Records = records;
        Header =
            records.Count > 0 && records[0] is HeaderRecord header
                ? header.Fields
                : throw new VoiceAgentException(
                    ErrorCodes.InvalidRecording,
                    "The recording is empty: it was cut off before the session began."
                );
        IsReplayable = HasAudio || version >= RecordingFormat.KnowsLeftOutAudio;
        OtherAgents = records
            .OfType<HeaderRecord>()
            .Skip(1)
            .GroupBy(other => other.Fields.GetValueOrDefault("agent", ""), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().Fields, StringComparer.OrdinalIgnoreCase);
        EndReason = isWhole && records[^1] is EndRecord end ? end.Reason : EndReasons.Cut;
        Duration = records.OfType<DispatchRecord>().LastOrDefault()?.Time ?? TimeSpan.Zero;
    }

    /// <summary>Name of the agent.</summary>
    public string Agent => Header.GetValueOrDefault("agent", "");

    /// <summary>How long the session is.</summary>
    public TimeSpan Duration { get; }

    /// <summary>True when it holds audio, and not only how long and how loud it was.</summary>
    public bool HasAudio => RecordingHeader.IsTrue(Header, "audio");

    /// <summary>False of a recording of version 1 without audio, which can be read only.</summary>
    public bool IsReplayable { get; }

    /// <summary>
    /// Why it ends: <c>over</c> with the session; <c>cut</c> when the program was killed or the file is damaged from there on;
    /// <c>slow_disk</c> or <c>too_long</c> when the recorder gave up.
    /// </summary>
    public string EndReason { get; }

    /// <summary>True when it goes on to the session's end.</summary>
    public bool IsComplete => EndReason is EndReasons.Over;

    /// <summary>What the session did, line by line: time, direction, frame. Holds what was said.</summary>
    public IEnumerable<string> Lines => Records.OfType<LineRecord>().Select(line => line.ToString());

    /// <summary>
    /// An agent with the recorded options, to be changed and given to <see cref="SessionReplay.Run"/>. What an application puts into an agent
    /// as code is not in a recording.
    /// </summary>
    public AgentDefinition CreateAgent() => ReplayAgent.FromHeader(Header);

    internal IReadOnlyList<Record> Records { get; }

    internal IReadOnlyDictionary<string, string> Header { get; }

    /// <summary>The agents the conversation was transferred to, by name.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> OtherAgents { get; }

    /// <summary>Reads a file. What a torn end has left whole is used.</summary>
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidRecording"/>: it is none. <see cref="ErrorCodes.NewerRecording"/>: a newer version wrote it.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SessionRecording Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads the bytes of a file.</summary>
    /// <inheritdoc cref="Load" path="/exception" />
    public static SessionRecording Parse(ReadOnlyMemory<byte> file)
    {
        var (version, records, isWhole) = RecordingFile.Read(file);
        return new SessionRecording(version, records, isWhole);
    }
}
