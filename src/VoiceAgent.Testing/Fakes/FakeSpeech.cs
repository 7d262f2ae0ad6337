namespace VoiceAgent.Testing.Fakes;

/// <summary>What a <see cref="FakeSpeechToText"/> makes of one speech segment.</summary>
/// <param name="Text">The final text; empty when nothing was understood.</param>
public sealed record FakeSpeech(string Text)
{
    /// <summary>From the end of the segment to its final text. Default 100 ms.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Interim texts, at times counted from the first audio of the segment; those that come after its end are left out.</summary>
    public IReadOnlyList<(TimeSpan At, string Text)> Interims { get; init; } = [];

    /// <summary>True to refuse the segment as not understood; the text is then empty.</summary>
    public bool Rejected { get; init; }

    /// <summary>True to report an end of turn right after the final text.</summary>
    public bool EndsTurn { get; init; }

    /// <summary>Confidence of the final text, 0 to 1, if any.</summary>
    public float? Confidence { get; init; }

    /// <summary>What goes wrong.</summary>
    public FakeFault Fault { get; init; }
}
