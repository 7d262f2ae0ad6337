namespace VoiceAgent.Stt;

/// <summary>
/// A recogniser that has something to load or compile before its first session, or has others in it that may. Whoever starts an application asks
/// for that, so that no caller waits for it.
/// </summary>
public interface IPrewarmedSpeechToText : ISpeechToText
{
    /// <summary>Gets ready for sessions. May be called from any thread, and more than once.</summary>
    /// <param name="options">What they will be opened with.</param>
    /// <param name="cancellationToken">Gives up; what was made ready stays so.</param>
    /// <exception cref="Errors.VoiceAgentException">As for <see cref="ISpeechToText.OpenAsync"/>. Of several, the others are ready all the same.</exception>
    Task PrewarmAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken);
}
