using System.Globalization;

namespace VoiceAgent.Turns;

/// <summary>
/// A conversation told event by event, and the log of what the reducer wanted done, with times. Unless told otherwise the first sound cuts
/// the bot off: the plainest course of events.
/// </summary>
internal sealed class TurnScript(UserTurnOptions? options = null, bool hasTurnModel = false)
{
    private readonly UserTurnReducer _reducer = new(
        options ?? new UserTurnOptions { Onset = InterruptionOnset.Cut },
        hasTurnModel
    );

    public UserTurnState State { get; private set; } = UserTurnState.Initial;

    public List<string> Log { get; } = [];

    public TurnScript VadStart(double at) => Feed(new UserTurnEvent.SpeechStarted(Time(at)));

    public TurnScript VadStop(double at) => Feed(new UserTurnEvent.SpeechStopped(Time(at)));

    public TurnScript Interim(double at, string text) => Feed(new UserTurnEvent.InterimTranscript(Time(at), text));

    public TurnScript Final(double at, string text) => Feed(new UserTurnEvent.FinalTranscript(Time(at), text));

    public TurnScript Rejected(double at) => Feed(new UserTurnEvent.FinalTranscript(Time(at), "") { Rejected = true });

    public TurnScript StartOfTurn(double at) => Feed(new UserTurnEvent.ProviderStartOfTurn(Time(at)));

    public TurnScript Judged(double at, double? complete, int question = 1) =>
        Feed(new UserTurnEvent.TurnJudged(Time(at), question, complete));

    public TurnScript ToolStart(double at) => Feed(new UserTurnEvent.ToolStarted(Time(at)));

    public TurnScript ToolEnd(double at) => Feed(new UserTurnEvent.ToolEnded(Time(at)));

    public TurnScript Protect(double at, bool isProtected = true) =>
        Feed(new UserTurnEvent.BotInterruptibility(Time(at), !isProtected));

    public TurnScript EndOfTurn(double at) => Feed(new UserTurnEvent.ProviderEndOfTurn(Time(at)));

    public TurnScript Type(double at, string text) => Feed(new UserTurnEvent.TextTyped(Time(at), text));

    public TurnScript BotStart(double at) => Feed(new UserTurnEvent.BotStarted(Time(at)));

    public TurnScript Announce(double at) => Feed(new UserTurnEvent.BotStarted(Time(at)) { IsReply = false });

    public TurnScript BotStop(double at) => Feed(new UserTurnEvent.BotStopped(Time(at)));

    public TurnScript SilentReply(double at) => Feed(new UserTurnEvent.ReplyEndedSilently(Time(at)));

    public TurnScript End(double at) => Feed(new UserTurnEvent.SessionEnded(Time(at)));

    /// <summary>A whole spoken segment whose final comes at once, as from a local recogniser.</summary>
    public TurnScript Says(double from, double until, string text) => VadStart(from).VadStop(until).Final(until, text);

    /// <summary>Lets time pass, with the timer firing whenever it is due.</summary>
    public TurnScript Until(double at)
    {
        while (State.Due is { } due && due <= Time(at))
        {
            Reduce(new UserTurnEvent.TimeElapsed(due));
        }

        return this;
    }

    /// <summary>Forgets the log so far.</summary>
    public TurnScript Then()
    {
        Log.Clear();
        return this;
    }

    public void Expect(params string[] expected) => Assert.Equal(expected, Log);

    private static TimeSpan Time(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));

    private TurnScript Feed(UserTurnEvent turnEvent)
    {
        Until(turnEvent.At.TotalSeconds);
        Reduce(turnEvent);
        return this;
    }

    private void Reduce(UserTurnEvent turnEvent)
    {
        var (state, effects) = _reducer.Reduce(State, turnEvent);
        State = state;
        Log.AddRange(
            effects.Select(effect =>
                string.Create(CultureInfo.InvariantCulture, $"{turnEvent.At.TotalSeconds:0.00} {Describe(effect)}")
            )
        );
    }

    private static string Describe(UserTurnEffect effect) =>
        effect switch
        {
            UserTurnEffect.StartTurn => "start",
            UserTurnEffect.PauseBot => "pause",
            UserTurnEffect.ResumeBot => "resume",
            UserTurnEffect.JudgeTurn question => $"judge {question.Question} '{question.Text}'",
            UserTurnEffect.Interrupt => "interrupt",
            UserTurnEffect.CommitTurn { Rejected: true } => "commit rejected",
            UserTurnEffect.CommitTurn { Typed: true } typed => $"commit typed '{typed.Text}'",
            UserTurnEffect.CommitTurn commit => $"commit '{commit.Text}'",
            UserTurnEffect.DropTurn { WasStarted: true } drop => $"drop {drop.Reason}",
            UserTurnEffect.DropTurn drop => $"drop held {drop.Reason}",
            UserTurnEffect.AnswerAgain => "answer again",
            _ => throw new InvalidOperationException(effect.ToString()),
        };
}
