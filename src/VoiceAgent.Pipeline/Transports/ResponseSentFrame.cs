using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>Tells a connection that all audio of a response was sent; what it holds back of it should go now.</summary>
/// <param name="Response">The response.</param>
public sealed record ResponseSentFrame(ResponseId Response) : SystemFrame;
