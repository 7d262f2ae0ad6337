using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>Gives the conversation another voice. Sentences that wait for the old one are still spoken by it.</summary>
/// <param name="Voice">The voice; not disposed.</param>
/// <param name="Options">How it is used.</param>
public sealed record UseVoiceFrame(ITextToSpeech Voice, TtsOptions Options) : SystemFrame;
