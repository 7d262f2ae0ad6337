namespace VoiceAgent.Frames;

/// <summary>One word and where it lies in the audio that holds it.</summary>
/// <param name="Word">The word as written, without surrounding white space.</param>
/// <param name="Start">From the start of the utterance's audio.</param>
/// <param name="End">From the start of the utterance's audio; not before <paramref name="Start"/>.</param>
public readonly record struct WordTiming(string Word, TimeSpan Start, TimeSpan End)
{
    /// <summary>Prints the times only: what a person says stays out of logs.</summary>
    public override string ToString() => $"word {Start.TotalMilliseconds:0}-{End.TotalMilliseconds:0} ms";
}
