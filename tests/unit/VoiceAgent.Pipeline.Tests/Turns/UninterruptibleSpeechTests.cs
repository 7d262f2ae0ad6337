namespace VoiceAgent.Turns;

public sealed class UninterruptibleSpeechTests
{
    private static readonly UserTurnOptions Default = new();

    [Fact]
    public void Speech_over_uninterruptible_speech_is_answered_behind_it() =>
        new TurnScript(Default)
            .Protect(0.5)
            .BotStart(0.5)
            .Says(1, 2, "book a room")
            .Protect(5, isProtected: false)
            .BotStop(5)
            .Until(9)
            .Expect("5.00 start", "5.00 interrupt", "5.00 commit 'book a room'");

    [Fact]
    public void Even_stop_does_not_cut_it() =>
        new TurnScript(Default)
            .Protect(0.5)
            .BotStart(0.5)
            .Says(1, 2, "stop")
            .Protect(5, isProtected: false)
            .BotStop(5)
            .Until(9)
            .Expect("5.00 start", "5.00 interrupt", "5.00 commit 'stop'");

    [Fact]
    public void A_pause_that_meets_uninterruptible_speech_ends_at_once() =>
        new TurnScript(Default)
            .VadStart(1)
            .Protect(1.01)
            .BotStart(1.01)
            .VadStop(2)
            .Final(2, "")
            .Until(9)
            .Expect("1.00 pause", "1.00 start", "1.01 resume", "2.00 drop NothingSaid");

    [Fact]
    public void What_the_bot_says_behind_it_is_paused_when_the_user_still_speaks() =>
        new TurnScript(Default)
            .Protect(0.5)
            .BotStart(0.5)
            .VadStart(1)
            .Protect(2, isProtected: false)
            .VadStop(3)
            .Final(3, "book a room")
            .Until(9)
            .Expect("2.00 pause", "3.00 start", "3.00 interrupt", "3.15 resume", "3.15 commit 'book a room'");

    [Fact]
    public void What_the_bot_says_behind_it_is_cut_off_in_the_users_turn() =>
        new TurnScript(new UserTurnOptions { Onset = InterruptionOnset.Cut })
            .VadStart(1)
            .Protect(1.2)
            .BotStart(1.2)
            .Then()
            .Protect(3, isProtected: false)
            .Expect("3.00 interrupt");
}
