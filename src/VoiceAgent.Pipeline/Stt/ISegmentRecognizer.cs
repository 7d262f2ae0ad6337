namespace VoiceAgent.Stt;

/// <summary>
/// An engine that recognises a whole speech segment at once, as Whisper does: what <see cref="SegmentedSpeechToText"/> turns
/// into live sessions. Shared by all sessions; thread-safe.
/// </summary>
public interface ISegmentRecognizer
{
    /// <summary>Recognises a segment.</summary>
    /// <param name="audio">PCM in the format of <paramref name="options"/>, never empty.</param>
    /// <param name="options">What the session was opened with.</param>
    /// <param name="cancellationToken">The session ended; the result is no longer wanted.</param>
    /// <returns>The text, empty when nothing was understood. Word times count from the start of <paramref name="audio"/>.</returns>
    /// <exception cref="Errors.VoiceAgentException">The engine failed.</exception>
    ValueTask<SpeechToTextEvent> RecognizeAsync(
        ReadOnlyMemory<byte> audio,
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    );
}
