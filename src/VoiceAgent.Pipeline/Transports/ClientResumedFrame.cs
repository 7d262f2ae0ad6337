using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>The client is back, on a new connection.</summary>
/// <param name="Position">
/// How far it has played, on the playback clock: what lies behind was lost, or dropped by the client, and is sent again.
/// </param>
public sealed record ClientResumedFrame(long Position) : SystemFrame;
