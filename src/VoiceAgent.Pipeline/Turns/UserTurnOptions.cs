using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Turns;

/// <summary>When a user turn begins, when it is over and whether it may interrupt the bot.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The generated validator has its own range check")]
public sealed class UserTurnOptions
{
    /// <summary>What speech does while the bot speaks. Default: it interrupts. Typed text interrupts always.</summary>
    public InterruptionMode Interruption { get; set; } = InterruptionMode.Allowed;

    /// <summary>
    /// Words needed to interrupt the bot while it speaks, 0 to 20. Default 0: the voice activity detector alone interrupts. With
    /// more, coughs and "mhm" do not; fewer words than that are dropped, unless the bot finishes before they do.
    /// </summary>
    [Range(0, 20)]
    public int MinInterruptionWords { get; set; }

    /// <summary>
    /// Silence after the voice activity detector's stop that ends a turn whose text gives no hint, 0 to 10 s. Default 0.6 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan SpeechTimeout { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>The same when the final text reads as a whole ("what time is it"), 0 to 10 s. Default 0.15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan FinishedTimeout { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The same when the text is plainly unfinished ("I would like a room for"), 0 to 30 s. Default 1.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan UnfinishedTimeout { get; set; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>
    /// How long the recogniser may take for its final text after the user fell silent, 0.1 to 30 s. Default 2 s; then the
    /// interim text counts.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan FinalTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest turn, 1 s to 1 h. Default 2 min; then what was heard of it is answered.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxTurn { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>What the user's speech does while the bot speaks.</summary>
public enum InterruptionMode
{
    /// <summary>It interrupts the bot.</summary>
    Allowed,

    /// <summary>The bot finishes; then the speech is answered.</summary>
    Queued,

    /// <summary>The bot finishes; speech that ended before it did is dropped.</summary>
    Ignored,
}

/// <summary>Checks <see cref="UserTurnOptions"/> against the ranges they document.</summary>
[OptionsValidator]
public sealed partial class UserTurnOptionsValidator : IValidateOptions<UserTurnOptions>;
