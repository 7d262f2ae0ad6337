using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace VoiceAgent.Turns;

/// <summary>When a user turn begins, when it is over and whether it may interrupt the bot.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The generated validator has its own range check")]
public sealed class UserTurnOptions
{
    /// <summary>What may begin a turn. Default: everything.</summary>
    public TurnStarts Starts { get; set; } = TurnStarts.All;

    /// <summary>
    /// Phrases that wake the agent, each of at least one word, in any case and punctuation. Speech without one is dropped unless a
    /// conversation is going on. Default: none, the agent always listens.
    /// </summary>
    public IReadOnlyList<string> WakePhrases { get; set; } = [];

    /// <summary>How long after the last turn, the user's or the bot's, no wake phrase is needed, 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WakeTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>When the user's voice is not listened to. What began meanwhile never becomes a turn. Default: never. Typed text counts always.</summary>
    public MuteTimes Mute { get; set; }

    /// <summary>What speech does while the bot speaks. Default: it interrupts. Typed text interrupts always.</summary>
    public InterruptionMode Interruption { get; set; } = InterruptionMode.Allowed;

    /// <summary>
    /// What happens to the bot's voice from the first sound of the user to the first word. Default: it pauses. Without words it goes on
    /// where it was. Only where <see cref="MinInterruptionWords"/> is 0; with more, nothing happens before these words.
    /// </summary>
    public InterruptionOnset Onset { get; set; } = InterruptionOnset.Pause;

    /// <summary>
    /// How long words are waited for, after the user fell silent, before a paused bot goes on, 0.2 to 30 s. Default 2 s. Where the
    /// recogniser tells words as they are spoken the time counts from the pause.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan FalseInterruptionTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Words needed to interrupt the bot while it speaks, 0 to 20. Default 0: the first sound pauses it, the first word interrupts. With
    /// more, coughs and "mhm" do not; fewer words than that are dropped, unless the bot finishes before they do.
    /// </summary>
    [Range(0, 20)]
    public int MinInterruptionWords { get; set; }

    /// <summary>
    /// Speech that begins like this interrupts the bot whatever <see cref="Interruption"/> and <see cref="MinInterruptionWords"/> say, but
    /// for uninterruptible speech. Null, the default, takes <see cref="TurnPhrases.DefaultInterrupting"/>.
    /// </summary>
    public IReadOnlyList<string>? InterruptingPhrases { get; set; }

    /// <summary>
    /// Speech of nothing but these never interrupts the bot, and is dropped if the bot has something to say. Null, the default, takes
    /// <see cref="TurnPhrases.DefaultBackchannels"/>.
    /// </summary>
    public IReadOnlyList<string>? Backchannels { get; set; }

    /// <summary>
    /// Silence after the voice activity detector's stop that ends a turn whose text gives no hint, 0 to 10 s. Default 0.6 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan SpeechTimeout { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// True lets <see cref="SpeechTimeout"/> follow the speaker's own pauses, between two thirds of it and twice as much. Default true.
    /// </summary>
    public bool AdaptToPauses { get; set; } = true;

    /// <summary>The same when the final text reads as a whole ("what time is it"), 0 to 10 s. Default 0.15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan FinishedTimeout { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The same when the text is plainly unfinished ("I would like a room for"), 0 to 30 s. Default 1.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan UnfinishedTimeout { get; set; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>
    /// From which probability on the turn model's word counts as "complete", 0.05 to 0.95. Default 0.5. A complete turn ends after
    /// <see cref="FinishedTimeout"/>, another one after <see cref="UnfinishedTimeout"/>.
    /// </summary>
    [Range(0.05, 0.95)]
    public double TurnModelThreshold { get; set; } = 0.5;

    /// <summary>How long the turn model is waited for, 10 ms to 5 s. Default 0.3 s; then the text decides.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:05")]
    public TimeSpan TurnModelDeadline { get; set; } = TimeSpan.FromMilliseconds(300);

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

/// <summary>What may begin a user turn.</summary>
[Flags]
public enum TurnStarts
{
    /// <summary>Nothing; not valid.</summary>
    None = 0,

    /// <summary>The voice activity detector hears speech.</summary>
    Voice = 1,

    /// <summary>The recogniser tells words.</summary>
    Words = 2,

    /// <summary>The recogniser says that the user has begun.</summary>
    Provider = 4,

    /// <summary>Whatever comes first.</summary>
    All = Voice | Words | Provider,
}

/// <summary>When the user's voice is not listened to.</summary>
[Flags]
public enum MuteTimes
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>From the start until the bot's first turn is over, spoken or not.</summary>
    UntilFirstBotTurnEnds = 1,

    /// <summary>While the bot speaks for the first time.</summary>
    FirstBotSpeech = 2,

    /// <summary>While a tool is at work, one in the background too.</summary>
    WhileToolRuns = 4,

    /// <summary>Whenever the bot speaks.</summary>
    WhileBotSpeaks = 8,
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

/// <summary>What happens to the bot's voice before it is known whether the user interrupts.</summary>
public enum InterruptionOnset
{
    /// <summary>It pauses, and goes on at the same sample if no words come.</summary>
    Pause,

    /// <summary>It goes on at a quarter of its level (12 dB less).</summary>
    Duck,

    /// <summary>It is cut off at the first sound, for good.</summary>
    Cut,
}
