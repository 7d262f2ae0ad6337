namespace VoiceAgent.Frames;

/// <summary>Asks the model to answer the conversation as it stands, without a new turn of the user.</summary>
public sealed record LlmRunFrame : ControlFrame;

/// <summary>The model's answer begins.</summary>
public sealed record LlmResponseStartFrame : ControlFrame
{
    /// <summary>True when the model speaks it itself: no voice is needed.</summary>
    public bool IsSpoken { get; init; }
}

/// <summary>A piece of the model's answer, as it streams.</summary>
/// <param name="Text">A delta.</param>
public sealed record LlmTextFrame(string Text) : DataFrame
{
    /// <summary>True when it is what the model says itself.</summary>
    public bool IsSpoken { get; init; }
}

/// <summary>The model's answer is complete.</summary>
public sealed record LlmResponseEndFrame : ControlFrame
{
    /// <summary>True when the model called tools and answers again, in a response of its own, when it has their results.</summary>
    public bool HasMore { get; init; }

    /// <summary>True when the model speaks it itself.</summary>
    public bool IsSpoken { get; init; }

    /// <summary>True when the model failed before its end.</summary>
    public bool IsBroken { get; init; }
}

/// <summary>Fact: a tool was called.</summary>
/// <param name="CallId">Id of the call.</param>
/// <param name="Name">Name of the tool.</param>
/// <param name="Arguments">Arguments as JSON.</param>
public sealed record ToolCallStartedFrame(string CallId, string Name, string Arguments) : ControlFrame
{
    /// <summary>True when the client has to run it.</summary>
    public bool RunByClient { get; init; }
}

/// <summary>How a tool call ended.</summary>
public enum ToolCallOutcome
{
    /// <summary>With a result.</summary>
    Result,

    /// <summary>It threw, or its arguments made no sense.</summary>
    Error,

    /// <summary>It did not answer in time.</summary>
    Timeout,

    /// <summary>The response it belonged to was cancelled.</summary>
    Cancelled,
}

/// <summary>Fact: a tool call ended.</summary>
/// <param name="CallId">Id of the call.</param>
/// <param name="Name">Name of the tool.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Result">What the model is told.</param>
public sealed record ToolCallEndedFrame(string CallId, string Name, ToolCallOutcome Outcome, string Result)
    : ControlFrame
{
    /// <summary>True when the client had to run it.</summary>
    public bool RunByClient { get; init; }
}

/// <summary>Asks for a text to be spoken as it is, such as a greeting. It becomes a response of its own unless it carries one.</summary>
/// <param name="Text">Text to speak.</param>
public sealed record TtsSpeakFrame(string Text) : DataFrame
{
    /// <summary>True when the reply is still to come: this only fills the time until then.</summary>
    public bool HasMore { get; init; }

    /// <summary>False keeps it out of the conversation's context.</summary>
    public bool AddToContext { get; init; } = true;

    /// <summary>
    /// False has it heard to its end whatever the user says or types, such as a legal notice. Only for a text that is a response of its own.
    /// </summary>
    public bool IsInterruptible { get; init; } = true;
}

/// <summary>An utterance begins: its text goes to the voice. Its audio follows.</summary>
/// <param name="Utterance">Number of the utterance in this session.</param>
/// <param name="Text">What will be spoken.</param>
public sealed record TtsStartedFrame(long Utterance, string Text) : ControlFrame
{
    /// <summary>When the text was given to the voice, since the session began.</summary>
    internal TimeSpan RequestedAt { get; init; }

    /// <summary>True for text that is shown and not spoken; no audio follows.</summary>
    public bool ShownOnly { get; init; }

    /// <summary>The text before it was cleaned for speech: what a transcript shows.</summary>
    public string? SourceText { get; init; }

    /// <summary>False keeps it out of the conversation's context.</summary>
    public bool AddToContext { get; init; } = true;
}

/// <summary>More text of an utterance that has begun: of a model that speaks by itself, text and speech come side by side.</summary>
/// <param name="Utterance">Number of the utterance.</param>
/// <param name="Text">The next sentence of it.</param>
public sealed record TtsTextFrame(long Utterance, string Text) : ControlFrame;

/// <summary>Word times of an utterance, from the start of its audio.</summary>
/// <param name="Utterance">Number of the utterance.</param>
/// <param name="Words">The words.</param>
public sealed record TtsWordsFrame(long Utterance, IReadOnlyList<WordTiming> Words) : ControlFrame;

/// <summary>An utterance's audio is complete.</summary>
/// <param name="Utterance">Number of the utterance.</param>
public sealed record TtsStoppedFrame(long Utterance) : ControlFrame
{
    /// <summary>True when the voice broke before all of it was made: what has no audio is never heard.</summary>
    public bool Broken { get; init; }
}

/// <summary>All utterances of a response are complete; nothing more will be spoken for it.</summary>
public sealed record TtsResponseEndFrame : ControlFrame
{
    /// <summary>True when the reply goes on in another response.</summary>
    public bool HasMore { get; init; }
}

/// <summary>Fact: the first audio of the bot's speech has left.</summary>
public sealed record BotStartedSpeakingFrame : SystemFrame
{
    /// <summary>Samples (per channel) the client was sent before it, as <see cref="PlayedFrame.Samples"/> counts.</summary>
    public long Position { get; init; }
}

/// <summary>Fact: the bot's speech was played to its end, or was cut off.</summary>
/// <param name="Interrupted">True when it was cut off.</param>
public sealed record BotStoppedSpeakingFrame(bool Interrupted) : SystemFrame;

/// <summary>Fact: whether what the bot says from here on may be interrupted. It may until this says otherwise.</summary>
/// <param name="IsInterruptible">True when it may.</param>
public sealed record BotInterruptibilityFrame(bool IsInterruptible) : SystemFrame;

/// <summary>
/// Holds the bot's voice, because the user may be about to interrupt. Keeps its place in the stream, and is followed by exactly one
/// <see cref="ResumeOutputFrame"/>, whatever happens in between.
/// </summary>
/// <param name="Duck">True lowers the voice instead of silencing it.</param>
public sealed record PauseOutputFrame(bool Duck) : SystemFrame;

/// <summary>Lets the bot speak again: what was not heard when it was paused comes first, unless it was interrupted.</summary>
public sealed record ResumeOutputFrame : SystemFrame;

/// <summary>Fact: the reply to the user's turn is over, heard or not: nothing more follows by itself.</summary>
public sealed record BotReplyEndedFrame : SystemFrame;

/// <summary>
/// What the user has heard of a response so far, from the heard-text ledger. Not stale after an interruption: it is the fact the
/// interruption leaves behind.
/// </summary>
/// <param name="Response">The response it tells about.</param>
/// <param name="Text">All text of that response heard so far.</param>
/// <param name="IsFinal">True when nothing more of it will be heard.</param>
public sealed record BotHeardFrame(ResponseId Response, string Text, bool IsFinal) : SystemFrame
{
    /// <summary>True when it was cut off before its end; set with <see cref="IsFinal"/>.</summary>
    public bool Interrupted { get; init; }

    /// <summary>How much of its audio was played.</summary>
    internal TimeSpan Played { get; init; }

    /// <summary>False when the response asked to stay out of the context.</summary>
    public bool AddToContext { get; init; } = true;
}

/// <summary>What one request to the model took, as far as it tells.</summary>
/// <param name="InputTokens">Tokens it was given.</param>
/// <param name="OutputTokens">Tokens it has made.</param>
public sealed record LlmUsageFrame(long InputTokens, long OutputTokens) : SystemFrame
{
    /// <summary>Of the tokens it was given: those it had read before; null when it does not say.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Of the tokens it has made: those nobody sees; null when it does not say.</summary>
    public long? ReasoningTokens { get; init; }
}
