namespace VoiceAgent.Frames;

/// <summary>Something happened in the client's user interface.</summary>
/// <param name="Event">What, in the application's words.</param>
/// <param name="Payload">JSON; null for none.</param>
public sealed record UiEventFrame(string Event, string? Payload) : SystemFrame;

/// <summary>What the client's page shows, as its accessibility tree.</summary>
/// <param name="Tree">JSON, as the client sent it.</param>
public sealed record UiSnapshotFrame(string Tree) : SystemFrame;

/// <summary>The user cancels work that goes on in the background.</summary>
/// <param name="JobId">Which.</param>
/// <param name="Reason">Why, for logs; null when not said.</param>
public sealed record UiCancelJobGroupFrame(string JobId, string? Reason) : SystemFrame;

/// <summary>Tells the client's user interface to do something.</summary>
/// <param name="Command">What: <c>toast</c>, <c>navigate</c>, <c>highlight</c> and the like, or the application's own.</param>
/// <param name="Payload">JSON. What is not JSON is sent as a string.</param>
public sealed record UiCommandFrame(string Command, string Payload) : SystemFrame;

/// <summary>Tells the client's user interface how work in the background goes.</summary>
/// <param name="Data">JSON with <c>kind</c> and <c>job_id</c>.</param>
public sealed record UiJobGroupFrame(string Data) : SystemFrame;
