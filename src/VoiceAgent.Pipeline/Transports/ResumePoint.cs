namespace VoiceAgent.Transports;

/// <summary>Where a client that comes back has got to.</summary>
/// <param name="Sequence">The last numbered message it has; 0 when it has none.</param>
/// <param name="Position">How far it has played, in samples on the playback clock; it has dropped what lies behind.</param>
public readonly record struct ResumePoint(long Sequence, long Position);
