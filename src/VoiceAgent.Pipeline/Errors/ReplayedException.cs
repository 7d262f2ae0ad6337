namespace VoiceAgent.Errors;

/// <summary>Stands, in a replay, for an exception of a type that only the recorded session had.</summary>
/// <param name="typeName">Name of the recorded exception's type, without its namespace.</param>
/// <param name="message">The recorded exception's message.</param>
public sealed class ReplayedException(string typeName, string message) : Exception(message)
{
    /// <summary>Name of the recorded exception's type, without its namespace.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>Name of an exception's type, for messages: of the recorded one in a replay.</summary>
    internal static string? NameOf(Exception? exception) =>
        exception is ReplayedException replayed ? replayed.TypeName : exception?.GetType().Name;
}
