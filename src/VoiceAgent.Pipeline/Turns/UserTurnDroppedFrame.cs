using VoiceAgent.Frames;

namespace VoiceAgent.Turns;

/// <summary>Fact: the user spoke, and it is not going to be answered.</summary>
/// <param name="Reason">Why.</param>
public sealed record UserTurnDroppedFrame(TurnDropReason Reason) : SystemFrame;
