using System.Security.Cryptography;
using System.Text;

namespace VoiceAgent.Recording;

/// <summary>Compares what a replay does with what was recorded, line by line.</summary>
internal sealed class ReplayComparison(SessionRecording recording)
{
    private const int Context = 5;
    private readonly List<LineRecord> _expected = [.. recording.Records.OfType<LineRecord>()];
    private readonly List<LineRecord> _lines = [];

    /// <summary>The first difference; null while there is none.</summary>
    public ReplayDifference? Difference { get; private set; }

    /// <summary>The session did something.</summary>
    public void Add(LineRecord line)
    {
        // What was recorded last may be cut off; what comes behind it is no news.
        if (Difference is not null || (_lines.Count == _expected.Count && !recording.IsComplete))
        {
            return;
        }

        var expected = _expected.ElementAtOrDefault(_lines.Count);
        if (
            expected is null
            || expected.Time != line.Time
            || !string.Equals(expected.Text, line.Text, StringComparison.Ordinal)
        )
        {
            Differ(line.ToString());
            return;
        }

        _lines.Add(line);
    }

    /// <summary>The recording has come to a line count that the session must have come to as well.</summary>
    public void ShouldHave(int lines)
    {
        if (Difference is null && _lines.Count < lines)
        {
            Differ(null);
        }
    }

    /// <summary>The session cannot go on as recorded.</summary>
    public void Miss(DispatchRecord dispatch, string? instead)
    {
        if (Difference is null)
        {
            var next = _expected.ElementAtOrDefault(_lines.Count) ?? new TextLine(dispatch.Time, $"took {dispatch}");
            Difference = Make(next.ToString(), instead);
        }
    }

    public ReplayResult Result(TimeSpan duration)
    {
        string[] lines = [.. _lines.Select(line => line.ToString())];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }

        return new ReplayResult
        {
            Difference = Difference,
            Duration = duration,
            Lines = lines,
            Hash = Convert.ToHexString(hash.GetHashAndReset()),
        };
    }

    private void Differ(string? replayed) =>
        Difference = Make(_expected.ElementAtOrDefault(_lines.Count)?.ToString(), replayed);

    private ReplayDifference Make(string? recorded, string? replayed) =>
        new(_lines.Count + 1, recorded, replayed)
        {
            Before = [.. _lines.TakeLast(Context).Select(line => line.ToString())],
        };
}
