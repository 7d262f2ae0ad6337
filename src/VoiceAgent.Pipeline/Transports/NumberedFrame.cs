using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>A message that a client which may come back is told with its number, so that it can say which it has.</summary>
/// <param name="Sequence">Grows from message to message within a conversation; some are left out.</param>
/// <param name="Message">The message.</param>
public sealed record NumberedFrame(long Sequence, Frame Message) : SystemFrame;
