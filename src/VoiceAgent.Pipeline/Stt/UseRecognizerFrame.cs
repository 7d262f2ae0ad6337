using VoiceAgent.Frames;

namespace VoiceAgent.Stt;

/// <summary>Lets another recogniser, or the same one with another grammar, hear what the user says next.</summary>
/// <param name="Recognizer">The recogniser; not disposed.</param>
/// <param name="Options">How it is fed.</param>
public sealed record UseRecognizerFrame(ISpeechToText Recognizer, SttOptions Options) : SystemFrame;
