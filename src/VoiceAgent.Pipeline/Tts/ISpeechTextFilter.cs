namespace VoiceAgent.Tts;

/// <summary>
/// Turns text as it is written into text as it is spoken, piece by piece. One instance serves one conversation and is called
/// from one thread at a time; it may remember what a piece leaves open, such as a block of code.
/// </summary>
public interface ISpeechTextFilter
{
    /// <summary>Filters the next piece of an answer, in order.</summary>
    /// <param name="text">
    /// A piece as a <see cref="SentenceSplitter"/> cuts it: line breaks before it are its first characters.
    /// </param>
    /// <returns>What is left to speak, maybe nothing.</returns>
    string Filter(string text);

    /// <summary>The answer is over or was cut off; the next piece belongs to another.</summary>
    void Reset();
}
