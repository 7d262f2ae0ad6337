namespace VoiceAgent.Testing.Fakes;

/// <summary>Something that was written to a client, and when.</summary>
/// <param name="Time">Since the client was made.</param>
/// <param name="Value">What was written.</param>
/// <typeparam name="T">Audio, a message or a clear.</typeparam>
public sealed record Sent<T>(TimeSpan Time, T Value);
