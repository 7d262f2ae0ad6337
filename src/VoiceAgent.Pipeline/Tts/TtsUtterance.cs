using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>A piece of text on its way to the voice and back.</summary>
/// <param name="number">Number of the utterance in this session.</param>
/// <param name="response">The response it belongs to.</param>
/// <param name="text">What is spoken.</param>
/// <param name="source">What was written.</param>
/// <param name="addToContext">False keeps it out of the conversation's context.</param>
/// <param name="requestedAt">When it was given to the voice, since the session began.</param>
internal sealed class TtsUtterance(
    long number,
    ResponseId response,
    string text,
    string source,
    bool addToContext,
    TimeSpan requestedAt
)
{
    public long Number { get; } = number;

    public ResponseId Response { get; } = response;

    public bool HasStarted { get; set; }

    /// <summary>Responses that are over when this utterance is: its own, and empty ones that came behind it.</summary>
    public List<TtsResponseEndFrame> Ends { get; } = [];

    public VoiceCommand ToCommand() => new(VoiceCommandKind.Speak, Number, Response, text);

    public TtsStartedFrame ToStarted() =>
        new(Number, text)
        {
            ResponseId = Response,
            SourceText = source,
            AddToContext = addToContext,
            RequestedAt = requestedAt,
        };
}
