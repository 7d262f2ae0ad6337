namespace VoiceAgent.Testing;

/// <summary>A conversation did not go as the test says it should.</summary>
public sealed class ExpectationException(string message) : Exception(message);
