using System.Net.WebSockets;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>Something the server said. Prints its type only, nothing of the content.</summary>
public abstract record ServerMessage
{
    /// <summary>The message's number, where the conversation can be resumed; else 0.</summary>
    public long Sequence { get; init; }

    /// <inheritdoc />
    public sealed override string ToString() => GetType().Name;
}

/// <summary>The conversation has begun.</summary>
/// <param name="Protocol">Version of the protocol.</param>
/// <param name="SessionId">Opaque name of the session.</param>
/// <param name="Agent">Name of the agent.</param>
/// <param name="BinaryAudio">True when the server sends audio as binary messages.</param>
/// <param name="InputSampleRate">Rate the server expects, in hertz.</param>
/// <param name="OutputSampleRate">Rate of the audio it sends, in hertz.</param>
/// <param name="Notices">What the agent has to do without.</param>
public sealed record ServerReady(
    int Protocol,
    string SessionId,
    string Agent,
    bool BinaryAudio,
    int InputSampleRate,
    int OutputSampleRate,
    IReadOnlyList<SessionNotice> Notices
) : ServerMessage
{
    /// <summary>How the conversation may be resumed; null when it cannot.</summary>
    public ResumeOffer? Resume { get; init; }
}

/// <summary>
/// The conversation goes on, on a new connection. Audio that was received before and not played by then comes again: drop it.
/// </summary>
/// <param name="ReceivedSamples">Samples of the microphone the server has.</param>
/// <param name="ReceivedTexts">Typed texts the server has.</param>
/// <param name="IsComplete">False when messages were lost: they are not kept for ever.</param>
/// <param name="Resume">How the conversation may be resumed the next time.</param>
public sealed record ServerResumed(long ReceivedSamples, long ReceivedTexts, bool IsComplete, ResumeOffer Resume)
    : ServerMessage;

/// <summary>What the recogniser hears.</summary>
/// <param name="Text">The segment so far; replaces the interim text before it.</param>
/// <param name="IsFinal">True when it will not change any more.</param>
/// <param name="Rejected">True when speech was heard and not understood.</param>
public sealed record ServerTranscript(string Text, bool IsFinal, bool Rejected) : ServerMessage;

/// <summary>The whole user turn.</summary>
/// <param name="Text">As the model gets it.</param>
/// <param name="Typed">True when it was typed.</param>
/// <param name="Rejected">True when the user spoke and nothing was understood.</param>
public sealed record ServerTurn(string Text, bool Typed, bool Rejected) : ServerMessage;

/// <summary>A piece of the answer's text, as it is generated.</summary>
/// <param name="Response">The response.</param>
/// <param name="Text">A delta.</param>
/// <param name="IsFinal">True when nothing more is generated for it.</param>
public sealed record ServerResponse(ResponseId Response, string Text, bool IsFinal) : ServerMessage;

/// <summary>What the user has heard of a response so far.</summary>
/// <param name="Response">The response.</param>
/// <param name="Text">All of it that was heard.</param>
/// <param name="IsFinal">True when nothing more will be heard.</param>
/// <param name="Interrupted">True when it was cut off; set with <paramref name="IsFinal"/>.</param>
public sealed record ServerHeard(ResponseId Response, string Text, bool IsFinal, bool Interrupted) : ServerMessage;

/// <summary>Which response the next audio belongs to, and where it begins.</summary>
/// <param name="Response">The response.</param>
/// <param name="Position">Samples, on the playback clock.</param>
public sealed record ServerMark(ResponseId Response, long Position) : ServerMessage;

/// <summary>Audio to play right behind what came before.</summary>
/// <param name="Pcm">16-bit little-endian PCM, mono; belongs to the receiver.</param>
/// <param name="Response">The response it belongs to.</param>
/// <param name="Position">Samples before it, on the playback clock.</param>
public sealed record ServerAudio(ReadOnlyMemory<byte> Pcm, ResponseId Response, long Position) : ServerMessage;

/// <summary>Drop all audio not yet played.</summary>
/// <param name="Through">The last response that is dropped.</param>
public sealed record ServerClear(ResponseId Through) : ServerMessage;

/// <summary>Who is busy.</summary>
/// <param name="State"><c>listening</c>, <c>user_speaking</c>, <c>thinking</c> or <c>speaking</c>.</param>
public sealed record ServerState(string State) : ServerMessage;

/// <summary>A tool call began or ended.</summary>
/// <param name="CallId">Id of the call.</param>
/// <param name="Name">Name of the tool.</param>
/// <param name="Status"><c>started</c>, <c>result</c>, <c>error</c>, <c>timeout</c> or <c>cancelled</c>.</param>
/// <param name="Arguments">Arguments as JSON, with <c>started</c>, if the server tells.</param>
/// <param name="Result">What the model is told, at the end, if the server tells.</param>
public sealed record ServerTool(string CallId, string Name, string Status, string? Arguments, string? Result)
    : ServerMessage;

/// <summary>Where the time of the last turn went.</summary>
/// <param name="Response">The response that was waited for.</param>
/// <param name="Total">From the end of the user's speech to the first audio sent.</param>
/// <param name="Parts">Stages in order; they add up to the total.</param>
public sealed record ServerLatency(
    ResponseId Response,
    TimeSpan Total,
    IReadOnlyList<KeyValuePair<string, TimeSpan>> Parts
) : ServerMessage
{
    /// <summary>From the first audio sent to its first sample played, as this client reported it; null when it did not.</summary>
    public TimeSpan? Playout { get; init; }
}

/// <summary>Something went wrong.</summary>
/// <param name="Code">Stable code, see <see cref="Errors.ErrorCodes"/>.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="IsFatal">True when a close follows.</param>
public sealed record ServerError(string Code, string Message, bool IsFatal) : ServerMessage;

/// <summary>Answer to a ping.</summary>
/// <param name="Id">The ping's id.</param>
public sealed record ServerPong(long? Id) : ServerMessage;

/// <summary>The conversation is over; a close follows.</summary>
/// <param name="Reason">A short word.</param>
public sealed record ServerBye(string Reason) : ServerMessage;

/// <summary>The connection ended; nothing follows. Made by the client, not sent by the server.</summary>
/// <param name="Status">Close code; null when the connection broke.</param>
/// <param name="Reason">The close's reason.</param>
public sealed record ServerClosed(WebSocketCloseStatus? Status, string Reason) : ServerMessage;
