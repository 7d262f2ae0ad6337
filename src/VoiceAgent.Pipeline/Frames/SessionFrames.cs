using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Frames;

/// <summary>First frame of a session: every processor has started when it comes out at the end.</summary>
public sealed record StartFrame : SystemFrame
{
    /// <summary>Format of the audio that comes in.</summary>
    public AudioFormat Input { get; init; } = AudioFormat.Input16Khz;

    /// <summary>Format of the audio that goes out.</summary>
    public AudioFormat Output { get; init; } = AudioFormat.Output24Khz;
}

/// <summary>Ends the session after everything before it was worked off and heard.</summary>
/// <param name="Reason">For logs; no content.</param>
public sealed record EndFrame(string Reason) : ControlFrame;

/// <summary>Command: ends the session now. Overtakes everything.</summary>
/// <param name="Reason">For logs; no content.</param>
public sealed record CancelFrame(string Reason) : SystemFrame;

/// <summary>Command: the bot is interrupted; all responses up to and including one are stale. Overtakes everything.</summary>
/// <param name="CancelledThrough">The last response that is cancelled.</param>
public sealed record InterruptionFrame(ResponseId CancelledThrough) : SystemFrame;

/// <summary>Something went wrong. The session goes on unless <see cref="IsFatal"/>.</summary>
/// <param name="Code">Stable code, see <see cref="Errors.ErrorCodes"/>.</param>
/// <param name="Message">What happened and what to do; safe to show to the client.</param>
public sealed record ErrorFrame(string Code, string Message) : SystemFrame
{
    /// <summary>Name of the processor it came from.</summary>
    public string? Source { get; init; }

    /// <summary>True when the session cannot go on.</summary>
    public bool IsFatal { get; init; }

    /// <summary>What was thrown, for logs and never for clients.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Of what was thrown: a <see cref="VoiceAgentException"/> keeps its code and message.</summary>
    internal static ErrorFrame From(Exception exception, string code, string message) =>
        exception is VoiceAgentException known
            ? new ErrorFrame(known.Code, known.Message) { Exception = exception }
            : new ErrorFrame(code, message) { Exception = exception };
}
