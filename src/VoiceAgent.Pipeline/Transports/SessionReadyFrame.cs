using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>Tells the client that the conversation has begun.</summary>
/// <param name="Agent">Name of the agent it talks to.</param>
/// <param name="Notices">What the agent has to do without; mostly empty.</param>
public sealed record SessionReadyFrame(string Agent, IReadOnlyList<SessionNotice> Notices) : SystemFrame
{
    /// <summary>How the client may come back when its connection breaks; null when it cannot.</summary>
    public ResumeOffer? Resume { get; init; }
}

/// <summary>Something the agent has to do without, for people to read.</summary>
/// <param name="Code">Stable, lower case with underscores, such as <c>no_speech_recognition</c>.</param>
/// <param name="Message">What is missing and what to do instead.</param>
public sealed record SessionNotice(string Code, string Message)
{
    /// <summary>The agent does not hear.</summary>
    public static SessionNotice NoSpeechRecognition { get; } =
        new("no_speech_recognition", "Speech recognition is not available: type instead.");

    /// <summary>The agent does not speak.</summary>
    public static SessionNotice NoSpeechSynthesis { get; } =
        new("no_speech_synthesis", "Speech synthesis is not available: answers come as text.");

    /// <summary>The same, with the command that installs what is missing; unchanged where there is none.</summary>
    public SessionNotice WithInstallCommand(string? command) =>
        command is null ? this : this with { Message = $"{Message} To install it on the server: {command}" };
}
