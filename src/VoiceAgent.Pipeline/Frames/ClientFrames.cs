namespace VoiceAgent.Frames;

/// <summary>The client's application asks the agent's something. One <see cref="ServerResponseFrame"/> or <see cref="RequestFailedFrame"/> answers it.</summary>
/// <param name="RequestId">What the answer repeats.</param>
/// <param name="Type">What is asked, in the application's words.</param>
/// <param name="Data">JSON; null when there is none.</param>
public sealed record ClientMessageFrame(string RequestId, string Type, string? Data) : SystemFrame;

/// <summary>The answer to a <see cref="ClientMessageFrame"/>.</summary>
/// <param name="RequestId">As in the request.</param>
/// <param name="Type">As in the request.</param>
/// <param name="Data">JSON; null for none. What is not JSON is sent as a string.</param>
public sealed record ServerResponseFrame(string RequestId, string Type, string? Data) : SystemFrame;

/// <summary>A <see cref="ClientMessageFrame"/> could not be answered.</summary>
/// <param name="RequestId">As in the request.</param>
/// <param name="Message">What happened and what to do; safe to show to the client.</param>
public sealed record RequestFailedFrame(string RequestId, string Message) : SystemFrame;

/// <summary>The agent's application tells the client's something.</summary>
/// <param name="Data">JSON. What is not JSON is sent as a string.</param>
public sealed record ServerMessageFrame(string Data) : SystemFrame;

/// <summary>Keys the user pressed on a telephone, in order.</summary>
/// <param name="Keys">One or more of <c>0</c> to <c>9</c>, <c>*</c> and <c>#</c>.</param>
public sealed record InputDtmfFrame(string Keys) : SystemFrame;

/// <summary>The client has run a function the model called. See <c>ClientFunction</c>.</summary>
/// <param name="CallId">Id of the call.</param>
/// <param name="Name">Name of the function.</param>
/// <param name="Result">What the model is told: text or JSON.</param>
public sealed record ClientFunctionResultFrame(string CallId, string Name, string Result) : SystemFrame;

/// <summary>Adds a message to the conversation's context, as it is.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Text">What it says.</param>
public sealed record ContextAppendFrame(string Role, string Text) : SystemFrame
{
    /// <summary>True when the bot is to answer at once; what it is saying is cut off.</summary>
    public bool RunsModel { get; init; }
}

/// <summary>The reply to the next turn of the user is not spoken: the client shows its text.</summary>
public sealed record TextReplyFrame : SystemFrame;
