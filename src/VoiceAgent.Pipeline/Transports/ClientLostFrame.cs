using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// The client's connection broke and it may come back: nothing is played until then. Followed by a <see cref="ClientResumedFrame"/>, or by
/// the end of the session.
/// </summary>
/// <param name="Reason">Why, for logs; no content.</param>
public sealed record ClientLostFrame(string Reason) : SystemFrame;
