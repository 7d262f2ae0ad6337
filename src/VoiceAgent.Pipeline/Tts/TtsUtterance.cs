using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>A piece of text on its way to the voice and back.</summary>
internal sealed class TtsUtterance(long number, ResponseId response, string text, string source)
{
    public long Number { get; } = number;

    public ResponseId Response { get; } = response;

    public bool AddToContext { get; init; } = true;

    public TimeSpan RequestedAt { get; init; }

    public bool HasStarted { get; set; }

    /// <summary>Responses that are over when this utterance is: its own, and empty ones that came behind it.</summary>
    public List<TtsResponseEndFrame> Ends { get; } = [];

    public VoiceCommand ToCommand() => new(VoiceCommandKind.Speak, Number, Response, text);

    public TtsStartedFrame ToStarted() =>
        new(Number, text)
        {
            ResponseId = Response,
            SourceText = source,
            AddToContext = AddToContext,
            RequestedAt = RequestedAt,
        };
}
